import Testing

@Suite struct WeakDigestTests {
  let rule = RegoRuleCases("weak-digest")

  @Test(
    "MD5 and SHA-1 are reported",
    arguments: [
      ("x = crypto.md5(input.x)", ["2:5"]),
      ("x = crypto.hmac.sha1(input.x, input.k)", ["2:5"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "stronger digests pass",
    arguments: [
      "x = crypto.sha256(input.x)"
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
