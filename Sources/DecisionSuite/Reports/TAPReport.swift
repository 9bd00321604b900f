import Rego

/// The Test Anything Protocol, version 14: failures carry a YAML block with what was expected and where it stands.
struct TAPReport: SuiteReport {
  private var number = 0

  mutating func begin(_ count: Int) -> String { "TAP version 14\n1..\(count)\n" }

  mutating func add(_ result: CaseResult) -> String {
    number += 1
    let line = "\(number) - \(Self.escaped(result.name))\n"
    switch result.outcome {
    case .passed: return "ok " + line
    case .failed(let mismatches):
      let list = mismatches.map { mismatch in
        "    - what: \(Self.quoted(mismatch.what))\n      expected: \(Self.quoted(mismatch.expected))\n"
          + "      got: \(Self.quoted(mismatch.got))\n"
      }
      return "not ok " + line + Self.block("fail", result, "  mismatches:\n" + list.joined())
    case .error(let message):
      return "not ok " + line + Self.block("error", result, "  message: \(Self.quoted(message))\n")
    }
  }

  mutating func end() -> String { "" }

  private static func block(_ severity: String, _ result: CaseResult, _ body: String) -> String {
    "  ---\n  severity: \(severity)\n  at: \(quoted(result.position.description))\n\(body)  ...\n"
  }

  /// What a description may not hold as it is.
  private static func escaped(_ name: String) -> String {
    name.replacing("\\", with: "\\\\").replacing("#", with: "\\#").replacing("\r\n", with: " ")
      .replacing("\n", with: " ").replacing("\r", with: " ")
  }

  /// JSON strings are YAML too.
  private static func quoted(_ text: String) -> String { Document { $0.string(text) }.json }
}
