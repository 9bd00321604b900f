import PolicyLint
import Rego
import Testing

@Suite struct LintConfigurationTests {
  private static func read(_ json: String) throws -> LintConfiguration {
    let document = try Document(json: json)
    return withExtendedLifetime(document) { LintConfiguration(document.value) }
  }

  @Test("levels of rules and categories, and what is left out")
  func reads() throws {
    let configuration = try Self.read(
      #"{"rules": {"unused-role": "error", "style": "off", "mrn-scheme": false}, "exclude": ["vendor"]}"#)
    #expect(configuration.levels["unused-role"] == .error)
    #expect(configuration.levels["style"] == .off)
    #expect(configuration.levels["mrn-scheme"] == .off)
    #expect(configuration.excluded == ["vendor"])
    #expect(configuration.problems.isEmpty)
  }

  @Test(
    "what is not understood is said with what was meant",
    arguments: [
      (#"{"rules": {"unused-rol": "off"}}"#, "rule `unused-rol` is unknown, did you mean `unused-role`?"),
      (#"{"rule": {}}"#, "key `rule` is unknown, did you mean `rules`?"),
      (#"{"rules": {"unused-role": "loud"}}"#, "level `loud` of rule `unused-role` is unknown: write one of"),
      (#"{"rules": {"yaml-syntax": "off"}}"#, "rule `yaml-syntax` stays an error: such a file does not load"),
      (#"{"rules": []}"#, "`rules` must be a map"), (#"{"exclude": 1}"#, "`exclude` must be a list of paths"),
      ("[1]", "write `rules:` and `exclude:`"),
    ])
  func explains(_ json: String, _ words: String) throws {
    #expect(try Self.read(json).problems.first?.hasPrefix(words) == true)
  }

  @Test(
    "patterns of paths",
    arguments: [
      ("vendor", "vendor/a.yml", true), ("vendor", "x/vendor/a.yml", true), ("vendor", "vendors/a.yml", false),
      ("vendor/**", "vendor/x/a.yml", true), ("a/*.yml", "a/b.yml", true), ("a/*.yml", "a/b/c.yml", false),
      ("**/c.yml", "a/b/c.yml", true), ("*.yaml", "a/b.yaml", true), ("a?.yml", "ab.yml", true),
      ("/a.yml", "a.yml", true), ("/a.yml", "b/a.yml", false), ("a*b*c", "axbxc", true), ("a*b*c", "axbx", false),
    ])
  func matchesPaths(_ pattern: String, _ path: String, _ isMatch: Bool) {
    #expect(PathPattern(pattern).matches(path) == isMatch)
  }
}
