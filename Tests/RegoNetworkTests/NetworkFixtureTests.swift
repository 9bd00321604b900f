import RegoNetwork
import TestSupport
import Testing

@Suite struct NetworkFixtureTests {
  @Test("the cases of network.json, also with strict errors", arguments: [false, true])
  func cases(isStrict: Bool) throws {
    let (failures, count) = try OwnCases("network.json").failures(
      builtins: PolicyCall.builtins, network: NetworkClient(), isStrict: isStrict)
    #expect(failures == [])
    #expect(count > 10)
  }
}
