import PolicyDomain
import PolicyEngine
import Rego
import Synchronization

/// Domains compiled for tests, and an engine with a clock that ticks and numbers that count.
struct Bench {
  let engine: Engine

  init(_ specs: String..., options: EngineOptions = EngineOptions(), version: RegoVersion = .v0) throws {
    try self.init(specs, options: options, version: version)
  }

  init(_ specs: [String], options: EngineOptions = EngineOptions(), version: RegoVersion = .v0) throws {
    engine = Engine(
      try Self.snapshot(specs, version: version), options: options, environment: Self.environment())
  }

  static func snapshot(_ specs: [String], version: RegoVersion = .v0) throws -> PolicySnapshot {
    let texts = specs.enumerated().map { index, spec in
      "apiVersion: iamlite.manetu.io/v1beta1\nkind: PolicyDomain\nmetadata: {name: d\(index)}\nspec:\n\(spec)\n"
    }
    let names = texts.indices.map { "d\($0).yml" }
    let loader = BundleLoader(version: version) { .success(Array(texts[names.firstIndex(of: $0)!].utf8)) }
    var options = PolicySnapshot.Options()
    options.version = version
    return try PolicySnapshot(try loader.load(names), options: options)
  }

  static func environment() -> EngineEnvironment {
    var elapsed: Int64 = 0
    var bits: UInt64 = 0
    return EngineEnvironment(
      nowNanoseconds: { 1_704_164_645_000_000_123 },
      elapsedNanoseconds: {
        elapsed += 1_000
        return elapsed
      },
      random: {
        bits &+= 0x1111_1111_1111_1111
        return bits
      })
  }

  /// The decision about a PORC in JSON.
  func decide(_ porc: String) throws -> Decision {
    let bytes = Array(porc.utf8)
    return try bytes.withUnsafeBufferPointer { try engine.decide(json: $0) }
  }

  /// The record of the decision about a PORC in JSON.
  func record(_ porc: String) throws -> Document {
    _ = try decide(porc)
    return try lastRecord()
  }

  func lastRecord() throws -> Document {
    let writer = ByteWriter()
    engine.writeRecord(to: writer)
    return try Document.kept(json: writer.string)
  }

  /// References of a phase as `id GRANT|DENY [code]`.
  func references(_ phase: Phase, _ porc: String) throws -> [String] {
    try decide(porc).references.filter { $0.phase == phase }.map {
      "\($0.id) \($0.granted ? "GRANT" : "DENY")\($0.code == .policyOutcome ? "" : " " + $0.code.name)"
    }
  }
}

/// Parts of domains that many tests use.
enum Parts {
  static func policy(_ mrn: String, _ rego: String...) -> String {
    let body = rego.map { "        " + $0.split(separator: "\n").joined(separator: "\n        ") }
    return (["    - mrn: \"\(mrn)\"", "      rego: |", "        package authz"] + body).joined(separator: "\n")
  }

  /// Policies that say 0, true and false.
  static let policies = """
      policies:
    \(policy("p:zero", "default allow = 0"))
    \(policy("p:yes", "default allow = true"))
    \(policy("p:no", "default allow = false"))
    """

  /// An operation that leaves everything to the other phases, a role, and a default resource group that grant.
  static let granting = """
      operations: [{selector: [".*"], policy: "p:zero"}]
      roles:
        - {mrn: "r:yes", policy: "p:yes"}
        - {mrn: "r:no", policy: "p:no"}
      resource-groups: [{mrn: "rg", policy: "p:yes", default: true}]
    """

  static let domain = policies + "\n" + granting
  static let porc = #"{"principal":{"sub":"u","mroles":["r:yes"]},"operation":"o","resource":"mrn:x"}"#
}

extension Document {
  private static let all = Mutex<[Document]>([])

  /// A document that stays, so that a test may hold on to its value alone.
  static func kept(json: String) throws -> Document {
    let document = try Document(json: json)
    all.withLock { $0.append(document) }
    return document
  }
}
