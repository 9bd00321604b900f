import TestReports

/// An XML document in JUnit's form, which knows its counts only at the end.
struct JUnitReport: SuiteReport {
  private let file: String
  private var document: JUnitDocument

  init(file: String) {
    self.file = file
    document = JUnitDocument(name: file)
  }

  mutating func begin(_ count: Int) -> String { "" }

  mutating func add(_ result: CaseResult) -> String {
    document.add(
      JUnitDocument.Case(
        name: result.name, className: file, file: file, line: result.position.line,
        nanoseconds: result.durationNanoseconds, outcome: Self.outcome(result)))
    return ""
  }

  mutating func end() -> String { document.text }

  private static func outcome(_ result: CaseResult) -> JUnitDocument.Outcome {
    switch result.outcome {
    case .passed: return .passed
    case .failed(let mismatches):
      let lines = mismatches.map(\.description)
      return .failed(message: lines.first ?? "", text: lines.joined(separator: "\n"))
    case .error(let message): return .error(message: message, text: message)
    }
  }
}
