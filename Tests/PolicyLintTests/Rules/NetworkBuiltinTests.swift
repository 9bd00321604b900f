import Testing

@Suite struct NetworkBuiltinTests {
  let rule = RegoRuleCases("network-builtin")

  @Test(
    "a call that reaches out is reported",
    arguments: [
      (#"allow { http.send({"url": "x"}).status_code == 200 }"#, ["2:9"]),
      (#"x = net.lookup_ip_addr("a")"#, ["2:5"]),
      ("x = opa.runtime()", ["2:5"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "other calls pass",
    arguments: [
      #"allow { net.cidr_contains("10.0.0.0/8", input.ip) }"#
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
