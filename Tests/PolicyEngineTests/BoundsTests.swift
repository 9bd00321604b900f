import PolicyEngine
import Rego
import Testing

/// Requests and policies that ask for too much are denied.
@Suite struct BoundsTests {
  @Test("a policy that does not end is denied with a reason")
  func stopsLoops() throws {
    var options = EngineOptions()
    options.limits.instructionsMax = 10_000
    let slow = Parts.policy(
      "p:slow",
      "allow { count([1 | x := numbers.range(1, 3000)[_]; y := numbers.range(1, 3000)[_]; x * y == -1]) == 1 }")
    let bench = try Bench(
      Parts.policies + "\n" + slow + "\n" + Parts.granting.split(separator: "\"p:no\"").joined(separator: "\"p:slow\""),
      options: options)
    let decision = try bench.decide(#"{"principal":{"mroles":["r:no"]},"operation":"o","resource":"x"}"#)
    #expect(!decision.allowed)
    #expect(decision.references.contains { $0.code == .evaluation && $0.id == "r:no" })
  }

  @Test("a request that needs too much memory is denied, recorded, and the next one is not")
  func boundsMemory() throws {
    var options = EngineOptions()
    options.limits.memoryBytesMax = 1 << 20
    let bench = try Bench(Parts.domain, options: options)
    let big = (0..<60_000).map { "\"x\($0)\"" }.joined(separator: ",")
    let decision = try bench.decide(#"{"principal":{"mroles":["r:yes"],"a":[\#(big)]},"operation":"o","resource":"x"}"#)
    #expect(!decision.allowed)
    #expect(decision.references[0].code == .invalidParameter)
    #expect(try bench.decide(Parts.porc).allowed)
  }

  @Test("a hundred thousand unknown roles are decided about in time")
  func takesManyRoles() throws {
    let bench = try Bench(Parts.domain)
    let roles = (0..<100_000).map { "\"x\($0)\"" }.joined(separator: ",")
    let decision = try bench.decide(#"{"principal":{"mroles":[\#(roles)]},"operation":"o","resource":"x"}"#)
    #expect(!decision.allowed)
    #expect(decision.references.count == 100_002)
  }

  @Test("deep nesting is an error of the request")
  func boundsDepth() throws {
    let bench = try Bench(Parts.domain)
    let text = String(repeating: "[", count: 100_000)
    #expect(throws: EngineError.self) { try bench.decide(#"{"a":\#(text)"#) }
  }
}
