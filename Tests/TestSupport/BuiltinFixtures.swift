package import Foundation
package import Rego

/// The project's own cases for built-ins, below `Tests/Fixtures/rego/builtins`: a file for each family, in the layout of
/// the conformance cases. `builtin` names what a case is about.
package enum BuiltinFixtures {
  package static let folder: URL = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/rego/builtins")

  /// The files' names, sorted.
  package static var files: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted()
  }

  package static func cases(in file: String) throws -> [RegoCase] {
    let bytes = FileManager.default.contents(atPath: folder.appendingPathComponent(file).path) ?? Data()
    return RegoCase.cases(of: try Document(json: [UInt8](bytes)), file: file)
  }

  /// What every failing case of a file says, of results and of the errors of strict evaluation, and how many cases
  /// there are.
  package static func failures(
    in file: String, builtins: BuiltinRegistry, network: (any NetworkAccess)? = nil
  ) throws -> (failures: [String], count: Int) {
    let cases = try cases(in: file)
    let failures = cases.compactMap { example in
      let why =
        example.failure(builtins: builtins, network: network)
        ?? example.strictFailure(builtins: builtins, network: network)
      return why.map { "\(example.note): \($0)" }
    }
    return (failures, cases.count)
  }

  /// The TZif file of a zone of this system.
  package static func zoneFile(_ name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)").map { [UInt8]($0) }
  }
}
