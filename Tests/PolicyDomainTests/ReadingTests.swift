import PolicyDomain
import Rego
import Testing

/// What the loader takes although it is unusual YAML.
@Suite struct ReadingTests {
  static let roles = "spec:\n  roles:\n    - mrn: r\n      policy: p\n"

  @Test(
    "byte order marks, CR LF and further documents do not matter",
    arguments: [
      DomainText.header + roles, "\u{FEFF}" + DomainText.header + roles,
      (DomainText.header + roles).split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n"),
      DomainText.header + roles + "---\nkind: Pod\n", "---\n" + DomainText.header + roles + "...\n",
    ])
  func readsVariants(_ text: String) throws {
    let domain = try DomainText.parse(text)
    #expect(domain.name.value == "d")
    #expect(domain.roles.map(\.mrn.value) == ["r"])
  }

  @Test("JSON and UTF-16 are YAML too")
  func readsJSON() throws {
    let text = """
      {"apiVersion": "iamlite.manetu.io/v1beta1", "kind": "PolicyDomain", "metadata": {"name": "d"},
       "spec": {"roles": [{"mrn": "r", "policy": "p"}]}}
      """
    #expect(try DomainText.parse(text).roles.count == 1)
    let utf16 = [UInt8]([0xFF, 0xFE]) + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(try DomainText.parse(utf16).roles.count == 1)
  }

  @Test("scalars of any type are text where text belongs")
  func readsScalarsAsText() throws {
    let domain = try DomainText.parse(
      DomainText.header
        + "spec:\n  roles:\n    - {mrn: 12, policy: true, name: 2024-01-02}\n    - {mrn: null, policy: ~}\n    -\n")
    #expect(domain.roles.map(\.mrn.value) == ["12", "", ""])
    #expect(domain.roles[0].policy.value == "true")
    #expect(domain.roles[0].name?.value == "2024-01-02")
  }

  @Test(
    "the booleans of YAML 1.1 count where a boolean belongs",
    arguments: [("true", true), ("yes", true), ("on", true), ("Y", true), ("no", false), ("off", false), ("~", false)])
  func readsBooleans(_ word: String, _ flag: Bool) throws {
    let domain = try DomainText.parse(
      DomainText.header + "spec:\n  resource-groups:\n    - {mrn: r, default: \(word)}\n")
    #expect(domain.resourceGroups[0].isDefault == flag)
  }

  @Test("merge keys bring what is not there, the first source first")
  func mergesKeys() throws {
    let domain = try DomainText.parse(
      DomainText.header + """
        spec:
          roles:
            - &a {mrn: a, policy: pa, name: na}
            - &b {mrn: b, policy: pb}
            - {<<: *a, mrn: c}
            - {<<: [*b, *a], mrn: d}
            - {<<: {<<: *a, policy: pe}, mrn: e}
        """)
    #expect(domain.roles.map(\.policy.value) == ["pa", "pb", "pa", "pb", "pe"])
    #expect(domain.roles[3].name?.value == "na")
  }

  @Test("keys that mean nothing are ignored with a warning that names a likely one")
  func warnsOfUnknownKeys() throws {
    let domain = try DomainText.parse(
      DomainText.header + "Spec: {}\nspec:\n  operations:\n    - {name: o, selectors: [a]}\n  public: true\n")
    #expect(domain.operations[0].selectors.isEmpty)
    let warnings = domain.warnings.map { "\($0.position!.place) \($0.message)\($0.remedy.map { ", " + $0 } ?? "")" }
    #expect(
      warnings == [
        "8:17 key `selectors` in an entry of `operations` has no effect, did you mean `selector`?",
        "9:3 key `public` in `spec` has no effect",
        "5:1 key `Spec` in the document has no effect, did you mean `spec`?",
      ])
  }

  @Test("versions differ in what they read")
  func readsVersions() throws {
    let spec = """
      kind: PolicyDomain
      spec:
        roles:
          - {mrn: r, annotations: [{name: a, value: "1", merge: union}]}
        resources:
          - {selector: [a], group: g}
        annotation-defaults: {merge: replace}
      """
    let domains = try ["v1alpha3", "v1alpha4", "v1beta1"].map {
      try DomainText.parse("apiVersion: iamlite.manetu.io/\($0)\n" + spec)
    }
    #expect(domains.map(\.resources.count) == [0, 1, 1])
    #expect(domains.map(\.roles[0].annotations[0].strategy) == [.unspecified, .union, .union])
    #expect(domains.map { $0.defaultMerge?.value } == [nil, "replace", "replace"])
    #expect(domains.allSatisfy { $0.roles[0].annotations[0].value.map { JSONWriter.string($0) } == "1" })
  }

  @Test(
    "annotations are decoded as JSON where they are text, in every version",
    arguments: [
      ("42", "42", "42"), ("\"42\"", "42", "42"), ("true", "true", "true"), ("plain", "\"plain\"", "\"plain\""),
      ("null", "\"\"", "null"), ("'null'", "null", "null"), ("'\"q\"'", "\"q\"", "\"q\""), ("1.50", "1.5", "1.5"),
      ("'{\"a\": [1, 2]}'", "{\"a\":[1,2]}", "{\"a\":[1,2]}"), ("'{\"a\": '", "\"{\\\"a\\\": \"", "\"{\\\"a\\\": \""),
      ("2024-01-02", "\"2024-01-02\"", "\"2024-01-02T00:00:00Z\""), ("0x1F", "\"0x1F\"", "31"),
      ("017", "\"017\"", "15"), ("0o17", "\"0o17\"", "15"), ("0b11", "\"0b11\"", "3"), ("1e3", "1000", "1000"),
      ("1_000", "\"1_000\"", "1000"), ("yes", "\"yes\"", "\"yes\""), ("-7", "-7", "-7"),
      ("12345678901234567890", "12345678901234567000", "12345678901234567000"), ("1e400", "\"1e400\"", "\"1e400\""),
    ])
  func decodesAnnotations(_ written: String, _ alpha: String, _ beta: String) throws {
    let spec = "kind: PolicyDomain\nspec:\n  roles:\n    - annotations: [{name: a, value: \(written)}]\n"
    let old = try DomainText.parse("apiVersion: iamlite.manetu.io/v1alpha4\n" + spec)
    let new = try DomainText.parse("apiVersion: iamlite.manetu.io/v1beta1\n" + spec)
    #expect(old.roles[0].annotations[0].value.map { JSONWriter.string($0) } == alpha)
    #expect(new.roles[0].annotations[0].value.map { JSONWriter.string($0) } == beta)
  }

  @Test("an annotation that JSON has no value for is kept as such", arguments: [".inf", "-.INF", ".nan", "{1: a}"])
  func keepsUnrepresentable(_ written: String) throws {
    let domain = try DomainText.parse(
      DomainText.header + "spec:\n  roles:\n    - annotations: [{name: a, value: \(written)}]\n")
    #expect(domain.roles[0].annotations[0].value == nil)
    #expect(domain.roles[0].annotations[0].problem != nil)
    #expect(domain.warnings.count == 1)
  }

  @Test(
    "timestamps become RFC 3339 text",
    arguments: [
      ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z"), ("2024-1-2 3:4:5", "2024-01-02T03:04:05Z"),
      ("2001-12-14t21:59:43.10-05:00", "2001-12-14T21:59:43.1-05:00"), ("2024-02-30", "2024-02-30"),
      ("2024-01-02T03:04:05+00:00", "2024-01-02T03:04:05Z"), ("2024-01-02T25:00:00Z", "2024-01-02T25:00:00Z"),
    ])
  func readsTimestamps(_ written: String, _ text: String) throws {
    let domain = try DomainText.parse(
      DomainText.header + "spec:\n  roles:\n    - annotations: [{name: a, value: \(written)}]\n")
    #expect(domain.roles[0].annotations[0].value.map { JSONWriter.string($0) } == "\"\(text)\"")
  }
}
