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

  /// What every failing case says, of results and of the errors of strict evaluation, and how many cases there are.
  package func failures(
    builtins: BuiltinRegistry, network: (any NetworkAccess)? = nil
  ) -> (failures: [String], count: Int) {
    let cases = RegoCase.cases(of: document, file: file)
    let failures = cases.compactMap { example in
      let why =
        example.failure(builtins: builtins, network: network)
        ?? example.strictFailure(builtins: builtins, network: network)
      return why.map { "\(example.note): \($0)" }
    }
    return (failures, cases.count)
  }
}
