import PolicyDomain
import PolicyEngine
import Rego
import RegoPlatform
import TestSupport
import Testing

/// Every recorded decision is explained, and the explanation says what the engine decided.
@Suite(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.absence)))
struct ExplainVectorTests {
  /// A recorded question about a PORC.
  private struct Question {
    let name: String
    let snapshot: PolicySnapshot
    let porc: [UInt8]
    /// What the original decided.
    let decision: String
  }

  private static func questions() throws -> [Question] {
    var questions: [Question] = []
    for file in SharedFolder.jsonFiles(below: "vectors") {
      let group = try Document.kept(json: String(decoding: SharedFolder.bytes("vectors/\(file)"), as: UTF8.self)).value
      guard group["kind"].string == "cli" else { continue }
      var snapshots: [String: PolicySnapshot] = [:]
      for fields in group["cases"].items where fields["exit"].integer == 0 && fields["normalised"].count == 1 {
        let arguments = fields["args"].items.map { $0.string ?? "" }
        guard arguments.contains("decision"), let porc = input(arguments, fields, group["files"]) else { continue }
        let bundles = values(of: ["-b", "--bundle"], arguments).flatMap { $0.split(separator: ",").map(String.init) }
        let key = bundles.joined(separator: ",")
        if snapshots[key] == nil { snapshots[key] = try? snapshot(bundles, group["files"]) }
        guard let snapshot = snapshots[key] else { continue }
        questions.append(
          Question(
            name: "\(file)#\(fields["id"].string ?? "")", snapshot: snapshot, porc: porc,
            decision: fields["normalised"][0]["decision"].string ?? ""))
      }
    }
    return questions
  }

  private static func values(of names: [String], _ arguments: [String]) -> [String] {
    arguments.indices.dropLast().filter { names.contains(arguments[$0]) }.map { arguments[$0 + 1] }
  }

  private static func input(_ arguments: [String], _ fields: Value, _ files: Value) -> [UInt8]? {
    let name = values(of: ["-i", "--input"], arguments).last ?? "-"
    let text = name == "-" ? fields["stdin"].string : files[name].string
    return text.map { Array($0.utf8) }
  }

  private static func snapshot(_ bundles: [String], _ files: Value) throws -> PolicySnapshot {
    let loader = BundleLoader(version: .v0) { path in
      let found = files[path].string ?? files[path.hasPrefix("./") ? String(path.dropFirst(2)) : path].string
      return found.map { .success(Array($0.utf8)) } ?? .failure(FileFailure(isMissing: true, reason: "no such file"))
    }
    var options = PolicySnapshot.Options()
    options.version = .v0
    options.builtins = BuiltinRegistry.standard.adding(PlatformBuiltins.all)
    return try PolicySnapshot(loader.load(bundles), options: options)
  }

  @Test("decisions and references agree with the engine's, and remedies grant")
  func agrees() throws {
    let questions = try Self.questions()
    #expect(questions.count > 300)
    var bounds = ExplanationBounds()
    bounds.evaluationsMax = 150
    bounds.changesMax = 2
    var (remedied, denied) = (0, 0)
    for question in questions {
      let engine = Engine(question.snapshot, environment: Bench.environment())
      guard let decision = try? question.porc.withUnsafeBufferPointer({ try engine.decide(json: $0) }) else { continue }
      let explainer = Explainer(question.snapshot, bounds: bounds, environment: Bench.environment())
      let porc = try question.porc.withUnsafeBufferPointer { try JSONReader.read($0, into: explainer.begin()) }
      let explanation = try explainer.explain(porc: porc)
      #expect(explanation.allowed == decision.allowed, "\(question.name)")
      #expect(explanation.problems.isEmpty, "\(question.name): \(explanation.problems)")
      let told = explanation.phases.flatMap { phase in
        phase.entities.map { "\(phase.phase) \($0.id) \($0.granted) \($0.code) \($0.policy?.mrn ?? "")" }
      }
      let recorded = decision.references.map {
        "\($0.phase) \($0.id) \($0.granted) \($0.code) \($0.policy ?? "")"
      }
      #expect(told.sorted() == recorded.sorted(), "\(question.name)")
      if explanation.allowed { continue }
      denied += 1
      if !explanation.remedies.sets.isEmpty { remedied += 1 }
      try verify(explanation, question, engine)
    }
    print("explained \(questions.count) recorded decisions; \(remedied) of \(denied) denials have a remedy")
    #expect(remedied * 2 > denied)
  }

  /// Decides anew about what each remedy's patch makes.
  private func verify(_ explanation: Explanation, _ question: Question, _ engine: Engine) throws {
    for remedy in explanation.remedies.sets where remedy.domain == nil {
      let patched = try ExplainBench.patched(String(decoding: question.porc, as: UTF8.self), by: remedy.patch)
      let bytes = Array(patched.utf8)
      let decision = try bytes.withUnsafeBufferPointer { try engine.decide(json: $0) }
      #expect(decision.allowed, "\(question.name): \(remedy.patch)")
    }
  }

  /// The denials of the example domains, by the phase that their documentation names.
  @Test(
    "the phase that denies is the documented one",
    arguments: [
      ("multi-tenant-saas", "member-delete", Phase.resource), ("multi-tenant-saas", "cross-tenant", .resource),
      ("multi-tenant-saas", "billing-denied", .resource), ("unix-filesystem", "denied", .resource),
    ])
  func documentedPhases(_ domain: String, _ word: String, _ phase: Phase) throws {
    let matching = try Self.questions().filter {
      $0.name.contains("example-\(domain)") && $0.name.contains(word) && $0.decision == "DENY"
    }
    #expect(!matching.isEmpty)
    for question in matching {
      let explainer = Explainer(question.snapshot, environment: Bench.environment())
      let porc = try question.porc.withUnsafeBufferPointer { try JSONReader.read($0, into: explainer.begin()) }
      let explanation = try explainer.explain(porc: porc)
      #expect(explanation.phases.first { $0.outcome == .denied }?.phase == phase, "\(question.name)")
    }
  }
}
