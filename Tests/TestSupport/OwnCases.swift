internal import Foundation
package import Rego

/// The project's own conformance cases of one file below `Tests/Fixtures/rego/builtins`.
package struct OwnCases {
  /// The cases point into it.
  private let document: Document
  private let file: String

  package init(_ name: String) throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let path = tests.appendingPathComponent("Fixtures/rego/builtins").appendingPathComponent(name)
    document = try Document(json: [UInt8](try Data(contentsOf: path)))
    file = name
  }

  /// What every failing case says, and how many cases there are.
  /// - Parameter isStrict: make built-in errors end the evaluation, and judge them.
  package func failures(
    builtins: BuiltinRegistry, network: (any NetworkAccess)? = nil, isStrict: Bool = false
  ) -> (failures: [String], count: Int) {
    let cases = RegoCase.cases(of: document, file: file)
    let failures = cases.compactMap { example in
      example.failure(builtins: builtins, network: network, isStrict: isStrict).map { "\(example.note): \($0)" }
    }
    return (failures, cases.count)
  }
}
