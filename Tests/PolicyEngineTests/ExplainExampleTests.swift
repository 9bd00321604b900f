import Foundation
import PolicyDomain
import PolicyEngine
import Rego
import RegoPlatform
import Testing

/// The denials of our own domains: the example domains with their documented phases, and the demo's shop.
@Suite struct ExplainExampleTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func bench(_ path: String) throws -> ExplainBench {
    let loader = BundleLoader(version: .v0) { name in
      FileManager.default.contents(atPath: root.appendingPathComponent(name).path).map { .success(Array($0)) }
        ?? .failure(FileFailure(isMissing: true, reason: "no such file"))
    }
    var options = PolicySnapshot.Options()
    options.version = .v0
    options.builtins = BuiltinRegistry.standard.adding(PlatformBuiltins.all)
    return try ExplainBench(try PolicySnapshot(try loader.load([path]), options: options))
  }

  @Test(
    "each documented denial is explained by its phase, and has a remedy that grants",
    arguments: ["api-quotas", "healthcare-hipaa", "mcp-server", "multi-tenant-saas", "unix-filesystem"])
  func documentedDenials(_ domain: String) throws {
    let folder = "Examples/domains/\(domain)"
    let bench = try Self.bench("\(folder)/policydomain.yaml")
    let suite = try #require(
      FileManager.default.contents(atPath: Self.root.appendingPathComponent("\(folder)/decisions.yaml").path))
    let cases = try Document { arena in try YAMLDocument.read([UInt8](suite), into: arena) }
    var denials = 0
    for fields in cases.value["tests"].items {
      let name = fields["name"].string ?? ""
      let porc = JSONWriter.string(fields["porc"])
      let explanation = try bench.explain(porc)
      #expect(explanation.allowed == fields["result"]["allow"].boolean, "\(name)")
      #expect(explanation.problems.isEmpty, "\(name): \(explanation.problems)")
      if explanation.allowed { continue }
      denials += 1
      let words = (fields["description"].string ?? "").split { !$0.isLetter }
      if let last = words.firstIndex(of: "phase"), words.prefix(last).elementsEqual(["denied", "in"]) {
        let phase = explanation.phases.first { $0.outcome == PhaseExplanation.Outcome.denied }?.phase
        #expect(phase?.name == String(words[last + 1]), "\(name)")
      }
      #expect(try !bench.remedies(porc).isEmpty, "\(name): \(explanation.remedies.note ?? "")")
    }
    #expect(denials > 0)
  }

  private static let shop = [
    (
      #"{"sub":"alice","mroles":["mrn:shop:role:customer"]}"#, "get", "orders/bob",
      [
        "give the caller the role `mrn:shop:role:support`", "give the caller the role `mrn:shop:role:manager`",
        "set the caller's annotation `sees-orders-of` to \"everyone\"",
      ]
    ),
    (
      #"{"sub":"max","mroles":["mrn:shop:role:manager"],"mclearance":"MODERATE"}"#, "delete", "admin/lamp",
      ["set `principal.mclearance` to \"HIGH\"", "set `principal.mclearance` to \"MAXIMUM\""]
    ),
    (
      #"{"sub":"alice","mroles":["mrn:shop:role:customer"],"scopes":["mrn:shop:scope:orders:read"]}"#, "post",
      "orders/alice", ["use a token that is not limited to scopes"]
    ),
    (
      "{}", "post", "orders/alice",
      [
        "give the caller the role `mrn:shop:role:manager` + call with a token: any subject, here `someone`",
        "give the caller the role `mrn:shop:role:manager` + call with a token of `alice`",
        "call with a token of `alice` + give the caller the role `mrn:shop:role:customer`",
      ]
    ),
  ]

  @Test("the shop's denials name what a person would do first", arguments: shop.indices)
  func shopDenials(_ index: Int) throws {
    let (principal, method, path, want) = Self.shop[index]
    let found = try Self.bench("envoy/shop.yaml").remedies(
      #"{"principal":\#(principal),"operation":"shop:http:\#(method)","resource":"mrn:http:shop/\#(path)"}"#)
    #expect(Set(found.prefix(want.count)) == Set(want), "\(found)")
  }
}
