import PolicyDomain
import Testing

/// PolicyDomainReference: domains whose Rego lies in files of its own.
@Suite struct ReferenceDocumentTests {
  static func text(_ entry: String) -> String {
    "apiVersion: iamlite.manetu.io/v1beta1\nkind: PolicyDomainReference\nspec:\n  policies:\n    - \(entry)\n"
  }

  @Test("a file beside the YAML file comes before one in the working directory")
  func readsBeside() throws {
    let files = ["bundles/p.rego": "package authz\n\n\n", "p.rego": "package other"]
    let domain = try DomainText.parse(
      Self.text("{mrn: p, rego_filename: p.rego}"), file: "bundles/ref.yml", files: files)
    #expect(domain.policies[0].rego.text == "package authz\n")
    #expect(domain.policies[0].rego.position(row: 1, column: 9).description == "bundles/p.rego:1:9")
  }

  @Test("else the working directory's is read")
  func readsWorkingDirectory() throws {
    let domain = try DomainText.parse(
      Self.text("{mrn: p, rego_filename: p.rego}"), file: "bundles/ref.yml", files: ["p.rego": "package other"])
    #expect(domain.policies[0].rego.text == "package other\n")
  }

  @Test(
    "what is wrong with an entry is said at its place",
    arguments: [
      ("{mrn: p, rego: x, rego_filename: y}", "cannot specify both 'rego' and 'rego_filename' in the same block"),
      ("{mrn: p}", "missing 'rego' or 'rego_filename' in 'policies' entry"),
      ("{mrn: p, rego_filename: ''}", "rego_filename cannot be empty"),
      ("{mrn: p, rego_filename: [a]}", "rego_filename cannot be empty"),
      ("{mrn: p, rego_filename: nope}", "failed to read rego file 'nope': file not found: nope"),
    ])
  func refuses(_ entry: String, _ message: String) {
    let problems = DomainText.problems(Self.text(entry))
    #expect(problems.map(\.message) == [message])
    #expect(problems.first?.position?.line == 5)
  }

  @Test("in a plain domain the key has no effect")
  func ignoresInPlainDomains() throws {
    let text = Self.text("{mrn: p, rego_filename: p.rego}").split(separator: "Reference").joined()
    let domain = try DomainText.parse(text, files: ["p.rego": "package authz"])
    #expect(domain.policies[0].rego.isBlank)
    #expect(domain.warnings.map(\.message) == ["key `rego_filename` in an entry of `policies` has no effect"])
  }

  @Test("references are loaded before plain domains, whatever the order of the files")
  func loadsReferencesFirst() throws {
    let plain = "apiVersion: iamlite.manetu.io/v1beta1\nkind: PolicyDomain\nmetadata: {name: plain}\n"
    let reference = "apiVersion: iamlite.manetu.io/v1beta1\nkind: PolicyDomainReference\nmetadata: {name: ref}\n"
    let loader = BundleLoader { .success(Array(($0 == "a" ? plain : reference).utf8)) }
    #expect(try loader.load(["a", "b"]).domains.map(\.name.value) == ["ref", "plain"])
  }

  @Test("a file that cannot be read is an error with the reference's words")
  func reportsUnreadable() {
    let loader = BundleLoader {
      .failure(FileFailure(isMissing: true, reason: "open \($0): no such file or directory"))
    }
    #expect(
      throws: DomainError.self, performing: { try loader.load(["nope.yml"]) })
    do { _ = try loader.load(["nope.yml"]) } catch {
      #expect(
        error.description
          == "failed to check file type for 'nope.yml': failed to read file: open nope.yml: no such file or directory")
    }
  }
}
