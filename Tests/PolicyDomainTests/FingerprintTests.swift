import PolicyDomain
import Testing

/// Digests that other systems know policies by.
@Suite struct FingerprintTests {
  @Test("a fingerprint is the digest of MRN, text and the libraries' texts, with repetitions")
  func matchesRecorded() {
    func digest(_ parts: [String]) -> String { Fingerprint.base64(Fingerprint.of(parts.map { Array($0.utf8) })) }
    #expect(
      digest(["p:op", "package authz\ndefault allow := 0"]) == "cW+vhxfFojbQ1DzoYPwXjG6an+ZWXNOQp6tkpoACnb8=")
    let utils = "package utils\nf = 1"
    let access = "package access\nimport data.utils\ng = utils.f"
    let policy = "package authz\nimport data.access\ndefault allow = 0\nallow = 0 { access.g }"
    #expect(digest(["p", policy, utils, access, utils]) == "DyIhpDz1C3h/1IUkfVRgNfZNo+oXuvCY79V3qOGtLcU=")
  }

  @Test(
    "base64 is padded", arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")])
  func padsBase64(_ text: String, _ encoded: String) {
    #expect(Fingerprint.base64(Array(text.utf8)) == encoded)
  }

  @Test("a bundle's digest changes with its text and with the files it names")
  func digestsBundles() throws {
    func digest(_ rego: String) throws -> [UInt8] {
      try DomainText.parse(
        ReferenceDocumentTests.text("{mrn: p, rego_filename: p.rego}"), files: ["p.rego": rego]
      ).digest
    }
    #expect(try digest("package a") == digest("package a"))
    #expect(try digest("package a") != digest("package b"))
  }
}
