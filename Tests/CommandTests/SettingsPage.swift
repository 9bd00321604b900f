import Foundation

@testable import mpe

/// The parts of docs/configuration.md that follow from the table of settings: what stands between two comments that
/// name a part.
enum SettingsPage {
  static let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("docs/configuration.md")

  /// Each part by its name.
  static var parts: [(name: String, text: String)] {
    [
      ("settings", SettingsTable.all.filter { $0.flag == nil }.map(entry).joined()),
      ("flags", SettingsTable.all.filter { $0.flag != nil }.map(entry).joined()),
      ("variables", SettingsTable.variables.map(entry).joined()),
    ]
  }

  /// The page with its parts as they should be.
  static func corrected(_ page: String) -> String {
    var page = page
    for (name, text) in parts {
      let (start, end) = ("<!-- \(name) -->\n", "<!-- end of \(name) -->")
      guard let head = page.range(of: start), let tail = page.range(of: end) else { continue }
      page.replaceSubrange(head.upperBound..<tail.lowerBound, with: "\n\(text)\n")
    }
    return page
  }

  private static func entry(_ setting: Setting) -> String {
    let names = [setting.variableName, setting.flag.map { "--\($0.name)" }].compactMap { $0 }.map { ", `\($0)`" }
    return "- **`\(setting.key)`**\(names.joined())\(byDefault(setting.defaultText))<br>\n"
      + "  \(setting.meaning) Takes \(setting.allowed).\n"
  }

  private static func entry(_ variable: SettingsTable.Variable) -> String {
    "- **`\(variable.name)`**\(byDefault(variable.defaultText))<br>\n  \(variable.meaning)\n"
  }

  private static func byDefault(_ text: String) -> String { text.isEmpty ? "" : ", by default `\(text)`" }
}
