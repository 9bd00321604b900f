import PolicyDomain
import Rego
import Testing

/// Domains that the program writes.
@Suite struct DomainWriterTests {
  private func written(name: String = "d", mrn: String = "mrn:d:library:x", rego: String) throws -> Domain {
    let library = DomainWriter.Module(mrn: mrn, name: mrn, rego: rego)
    let policy = DomainWriter.Module(mrn: "p", name: "p", dependencies: [mrn], rego: "package authz\n")
    return try DomainText.parse(
      DomainWriter.text(name: name, comment: ["written"], libraries: [library], policies: [policy]))
  }

  @Test(
    "the loader reads what was written",
    arguments: [
      "package x\n", "package x", "\n\npackage x\n\n\n", "  package x\n", "package x # trailing \n",
      "package x\r\ny := 1\r\n",
      "package x\n\n\ty := \"\u{1F600}\u{7}\"\n", "# a: b\npackage x\n- c\n", "", "\n", "package x\n\n# end\n\n",
    ])
  func roundTrips(rego: String) throws {
    let domain = try written(rego: rego)
    #expect(String(decoding: domain.libraries[0].rego.source.bytes, as: UTF8.self) == rego)
    #expect(domain.policies[0].dependencies.map(\.value) == ["mrn:d:library:x"])
  }

  @Test(
    "names are strings, whatever they look like",
    arguments: ["true", "12", "a: b", "", "- a", "#", "a:", "é", "\"", "a\nb"])
  func quotesNames(name: String) throws {
    let domain = try written(name: name, mrn: "m" + name, rego: "package x\n")
    #expect(domain.name.value == name)
    #expect(domain.libraries[0].mrn.value == "m" + name)
    #expect(domain.policies[0].dependencies.map(\.value) == ["m" + name])
  }
}
