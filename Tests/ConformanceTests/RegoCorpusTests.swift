import Rego
import RegoNetwork
import RegoPlatform
import Server
import TestSupport
import Testing

/// The shared Rego conformance cases, evaluated in this process.
@Suite(.enabled(if: SharedFolder.isPresent, "\(SharedFolder.absence)"))
struct RegoCorpusTests {
  static let environment = RegoEnvironment(
    builtins: BuiltinRegistry.standard.adding(PlatformBuiltins.all).adding(
      NetworkBuiltins.all { bytes, arena in try? YAMLDocument.read(bytes, into: arena) }), annotations: .yaml,
    zoneFile: SystemEnvironment.zoneFile, network: NetworkClient())

  enum Judgement: String, Sendable {
    /// The results, and each wanted error among those that came.
    case plain
    /// All that a case records, to the last column.
    case exact
  }

  struct Collection: Sendable, CustomTestStringConvertible {
    let folder: String
    var judgement = Judgement.plain
    let share: Double
    var testDescription: String { "\(folder), \(judgement)" }

    /// Where the cases that passed are recorded.
    var list: String {
      let name = folder.split(separator: "/").last.map(String.init) ?? folder
      return judgement == .plain ? name : name + "-exact"
    }
  }

  /// Judges every case of a folder; the keys of those that pass, and the failures by key.
  static func run(_ collection: Collection) throws -> (passing: Set<String>, failing: [String: String]) {
    var passing: Set<String> = []
    var failing: [String: String] = [:]
    for file in SharedFolder.jsonFiles(below: collection.folder) {
      let document = try Document(json: SharedFolder.bytes(collection.folder + "/" + file))
      for example in RegoCase.cases(of: document, file: file) {
        let why = collection.judgement == .plain ? example.failure(environment) : example.exactFailure(environment)
        if let why { failing[example.key] = "\(example.note): \(why)" } else { passing.insert(example.key) }
      }
    }
    return (passing, failing)
  }

  @Test(
    "what passed once passes still, and enough passes",
    arguments: [
      Collection(folder: "rego-corpus", share: 0.99),
      Collection(folder: "rego-extra/v0-language", share: 0.97),
      Collection(folder: "rego-extra/policy-style", share: 0.98),
      Collection(folder: "rego-extra/compile-errors", share: 0.98),
      Collection(folder: "rego-extra/builtin-edges", share: 0.95),
      Collection(folder: "rego-extra/v0-language", judgement: .exact, share: 0.9),
      Collection(folder: "rego-extra/policy-style", judgement: .exact, share: 0.9),
      Collection(folder: "rego-extra/compile-errors", judgement: .exact, share: 0.98),
      Collection(folder: "rego-extra/builtin-edges", judgement: .exact, share: 0.95),
    ])
  func keepsWhatPassed(_ collection: Collection) throws {
    let (passing, failing) = try Self.run(collection)
    let recorded = RecordedPasses(collection.list)
    for key in recorded.keys.sorted() where !passing.contains(key) {
      Issue.record("\(collection.folder)/\(key) passed before: \(failing[key] ?? "no longer there")")
    }
    let total = passing.count + failing.count
    print("\(collection.testDescription): \(passing.count) of \(total) cases pass")
    #expect(Double(passing.count) >= collection.share * Double(total))
    try recorded.record(passing)
  }
}
