import Foundation
import Rego
import RegoNetwork
import TestSupport
import Testing

@Suite struct NetworkFixtureTests {
  private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/rego/builtins/network.json")

  @Test("the cases of network.json, also with strict errors")
  func cases() throws {
    let document = try Document(json: [UInt8](try Data(contentsOf: Self.file)))
    let network = NetworkClient()
    let cases = RegoCase.cases(of: document, file: "network.json")
    #expect(cases.count > 5)
    for example in cases {
      for isStrict in [false, true] {
        let failure = example.failure(builtins: PolicyCall.builtins, network: network, isStrict: isStrict)
        #expect(failure == nil, "\(example.note)")
      }
    }
  }
}
