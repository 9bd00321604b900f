import Foundation
import Rego
import TestSupport
import Testing

@testable import mpe

/// What holds for every setting, whoever adds it.
struct SettingsTableTests {
  @Test("keys are different, each with a meaning and with words for its values")
  func rows() {
    let keys = SettingsTable.all.map { Setting.fold($0.key) }
    #expect(Set(keys).count == keys.count)
    #expect(keys.count > 20)
    for setting in SettingsTable.all { #expect(!setting.meaning.isEmpty && !setting.allowed.isEmpty, "\(setting.key)") }
  }

  @Test("every flag that is a setting is in the table, by the names that the specification gives")
  func flags() {
    for flag in ServeCommand.flags where flag.isSetting {
      #expect(SettingsTable.all.contains { $0.flag?.name == flag.name }, "\(flag.name)")
    }
    #expect(Setting.variableName("max-message") == "MPE_MAX_MESSAGE")
    #expect(Setting.variableName("audit.k8s.podinfo") == "MPE_AUDIT_K8S_PODINFO")
  }

  /// Defaults that are words for what the program finds out, not values.
  static let worded: Set<String> = ["threads", "host"]

  @Test("a default is a value, in the environment and in the file", arguments: SettingsTable.all.map(\.key))
  func defaults(key: String) throws {
    let setting = try #require(SettingsTable.all.first { $0.key == key })
    guard !setting.defaultText.isEmpty, !Self.worded.contains(key), let name = setting.variableName else { return }
    #expect(setting.complaint(setting.defaultText, builtins: []) == nil)
    #expect(SettingsCheck.findings(SettingsTests.file("", [name: setting.defaultText]), builtins: []).isEmpty)
    #expect(SettingsCheck.findings(SettingsTests.file("\(key): \(setting.defaultText)"), builtins: []).isEmpty)
  }

  @Test("the environment sets it, and so does the file in each spelling", arguments: SettingsTable.all.map(\.key))
  func sources(key: String) throws {
    let setting = try #require(SettingsTable.all.first { $0.key == key })
    if let name = setting.variableName {
      #expect(SettingsTests.file("", [name: "x"]).value(key)?.text == "x")
    }
    let parts = Setting.fold(key).split(separator: ".")
    let nested = parts.reversed().reduce("x") { "{\($1): \($0)}" }
    let flat = ["-", "_", "."].map { parts.joined(separator: $0) + ": x" }
    for text in flat + [nested, flat[0].uppercased()] {
      #expect(SettingsTests.file(text).value(key)?.text.lowercased() == "x", "\(text)")
      #expect(SettingsTests.file(text).file.entry(key) != nil, "\(text)")
    }
  }

  @Test("a mapping is no value of any setting but those that have parts", arguments: SettingsTable.all.map(\.key))
  func mappings(key: String) throws {
    let findings = SettingsCheck.findings(SettingsTests.file("\(key): {zzzzzzzzz: 1}"), builtins: [])
    #expect(findings.count == (key == "mock.domain" ? 0 : 1), "\(findings)")
  }

  // MARK: What is made of the table

  @Test("docs/configuration.md says of each setting what the program knows")
  func documentation() throws {
    let page = try String(contentsOf: SettingsPage.url, encoding: .utf8)
    let corrected = SettingsPage.corrected(page)
    for (name, text) in SettingsPage.parts { #expect(corrected.contains(text), "there is no part `\(name)`") }
    if ProcessInfo.processInfo.environment["WRITE_DOCS"] != nil {
      try corrected.write(to: SettingsPage.url, atomically: true, encoding: .utf8)
    } else {
      #expect(page == corrected, "`WRITE_DOCS=1 swift test --filter SettingsTableTests` writes the page anew")
    }
  }

  @Test("the schema has every key where the file has it")
  func schema() throws {
    let schema = try Document(json: SettingsSchema.text)
    defer { withExtendedLifetime(schema) {} }
    for setting in SettingsTable.all {
      var node = schema.value
      for part in setting.key.split(separator: ".") { node = node["properties"][String(part)] }
      #expect(node["description"].string?.hasPrefix(setting.meaning) == true, "\(setting.key)")
    }
    let overflow = schema.value["properties"]["record-overflow"]["enum"]
    #expect(overflow.items.compactMap(\.string) == ["block", "drop", "deny"])
    #expect(schema.value["properties"]["log"]["additionalProperties"].boolean == false)
  }
}
