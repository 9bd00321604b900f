import PolicyLint
import Testing

@Suite struct IgnoreCommentTests {
  private static let policies = """
    policies:
      - mrn: mrn:iam:policy:a COMMENT
        rego: package authz
    """

  /// Without what rules about Rego say of a policy that is nothing but a package.
  private static func rules(_ spec: String) -> [String] {
    var options = LintOptions()
    options.rules.rego = []
    return LintCase.lint([LintCase.domain(spec)], options).findings.map(\.rule)
  }

  @Test("behind code a comment holds for its line")
  func holdsForItsLine() {
    let spec = Self.policies.replacing("COMMENT", with: "# mpe-lint: ignore unused-policy -- it is new")
    #expect(Self.rules(spec).isEmpty)
    #expect(Self.rules(Self.policies.replacing(" COMMENT", with: "")) == ["unused-policy"])
  }

  @Test(
    "on a line of its own it holds for what is below it",
    arguments: [
      "# mpe-lint: ignore unused-policy -- all new\npolicies:\n- name: x\n  mrn: mrn:iam:policy:a\n  rego: package authz",
      "policies:\n  # mpe-lint: ignore unused-policy -- new\n\n  # more\n  - name: x\n    rego: package authz\n    mrn: mrn:iam:policy:a",
      "#mpe-lint: ignore-file unused-policy -- new\npolicies: [{mrn: mrn:iam:policy:a, rego: package authz}]",
      "# mpe-lint: ignore mrn-kind, unused-policy -- new\npolicies: [{mrn: mrn:iam:policy:a, rego: package authz}]",
    ])
  func holdsBelow(_ spec: String) { #expect(Self.rules(spec).isEmpty) }

  @Test("it does not hold for the next entry")
  func endsWithTheEntry() {
    let spec = """
      policies:
        # mpe-lint: ignore unused-policy -- new
        - mrn: mrn:iam:policy:a
          rego: package authz
        - mrn: mrn:iam:policy:b
          rego: package authz
      """
    #expect(LintCase.places("unused-policy", spec) == ["10:12"])
  }

  @Test("without a reason it holds for nothing and is reported")
  func wantsAReason() {
    let spec = Self.policies.replacing("COMMENT", with: "# mpe-lint: ignore unused-policy --")
    #expect(Self.rules(spec).sorted() == ["ignore-without-reason", "unused-policy"])
  }

  @Test("what silences nothing is reported, unknown rules with the one that was meant")
  func reportsUseless() {
    let useless = Self.policies.replacing("COMMENT", with: "# mpe-lint: ignore unused-role -- old")
    #expect(Self.rules(useless).sorted() == ["unused-ignore", "unused-policy"])
    let misspelt = Self.policies.replacing("COMMENT", with: "# mpe-lint: ignore unused-polcy -- old")
    let findings = LintCase.lint([LintCase.domain(misspelt)]).findings
    #expect(findings.first { $0.rule == "unused-ignore" }?.remedy == "did you mean `unused-policy`?")
  }

  @Test("what keeps a domain from loading cannot be ignored")
  func keepsLoadingErrors() {
    let spec = "# mpe-lint: ignore unresolved-reference -- later\nroles: [{mrn: mrn:iam:role:r, policy: nope}]"
    #expect(Self.rules(spec).contains("unresolved-reference"))
    #expect(Self.rules(spec).contains("unused-ignore"))
  }
}
