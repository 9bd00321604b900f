import Rego
import RegoNetwork
import RegoPlatform
import Server
import TestSupport
import Testing

/// The shared Rego conformance cases, evaluated in this process.
@Suite(.enabled(if: SharedFolder.isPresent, "\(SharedFolder.absence)"))
struct RegoCorpusTests {
  static let builtins = BuiltinRegistry.standard.adding(PlatformBuiltins.all).adding(
    NetworkBuiltins.all { bytes, arena in try? YAMLDocument.read(bytes, into: arena) })
  static let network = NetworkClient()

  struct Collection: Sendable, CustomTestStringConvertible {
    let folder: String
    let list: String
    let share: Double
    var testDescription: String { folder }
  }

  /// Evaluates every case of a folder; the keys of those that pass, and the failures by key.
  static func run(_ folder: String) throws -> (passing: Set<String>, failing: [String: String]) {
    var passing: Set<String> = []
    var failing: [String: String] = [:]
    for file in SharedFolder.jsonFiles(below: folder) {
      let document = try Document(json: SharedFolder.bytes(folder + "/" + file))
      for example in RegoCase.cases(of: document, file: file) where !example.needsMore {
        if let why = example.failure(
          builtins: builtins, annotationReader: AnnotationReader.term, zoneFile: SystemEnvironment.zoneFile,
          network: network)
        {
          failing[example.key] = "\(example.note): \(why)"
        } else {
          passing.insert(example.key)
        }
      }
    }
    return (passing, failing)
  }

  @Test(
    "what passed once passes still, and enough passes",
    arguments: [
      Collection(folder: "rego-corpus", list: "rego-corpus", share: 0.6),
      Collection(folder: "rego-extra/v0-language", list: "v0-language", share: 0.95),
      Collection(folder: "rego-extra/policy-style", list: "policy-style", share: 0.95),
      Collection(folder: "rego-extra/compile-errors", list: "compile-errors", share: 0.5),
      Collection(folder: "rego-extra/builtin-edges", list: "builtin-edges", share: 0.5),
    ])
  func keepsWhatPassed(_ collection: Collection) throws {
    let (passing, failing) = try Self.run(collection.folder)
    let recorded = RecordedPasses(collection.list)
    for key in recorded.keys.sorted() where !passing.contains(key) {
      Issue.record("\(collection.folder)/\(key) passed before: \(failing[key] ?? "no longer there")")
    }
    let total = passing.count + failing.count
    print("\(collection.folder): \(passing.count) of \(total) cases pass")
    #expect(Double(passing.count) >= collection.share * Double(total))
    try recorded.record(passing)
  }
}
