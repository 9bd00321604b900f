import RegoNetwork
import TestSupport
import Testing

@Suite struct NetworkFixtureTests {
  @Test("the cases of network.json")
  func cases() throws {
    let (failures, count) = try BuiltinFixtures.failures(
      in: "network.json", builtins: PolicyCall.builtins, network: NetworkClient())
    #expect(failures == [])
    #expect(count > 10)
  }
}
