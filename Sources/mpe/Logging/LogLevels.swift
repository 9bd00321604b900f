import Logging
import PolicyDomain

/// Which messages of which module are logged: `module:level` items with `;` between them; the module `.` stands for all
/// others.
struct LogLevels: Equatable, Sendable {
  private(set) var fallback = Logger.Level.info
  private(set) var byModule: [String: Logger.Level] = [:]

  /// A lone level stands for `.:level`. Items of another form are ignored, and an unknown level counts as `info`.
  init(_ text: String) { change(by: text) }

  /// Takes the levels that a text names; those of other modules stay.
  mutating func change(by text: String) {
    for item in Self.items(text) {
      switch item.count {
      case 1: fallback = Self.level(item[0]) ?? fallback
      case 2:
        let level = Self.level(item[1]) ?? .info
        if item[0] == "." { fallback = level } else { byModule[item[0]] = level }
      default: continue
      }
    }
  }

  func level(of module: String) -> Logger.Level { byModule[module] ?? fallback }

  /// The levels as they are written, the default first.
  var text: String {
    let named = byModule.sorted { $0.key < $1.key }.map { "\($0.key):\(LogLine.name($0.value))" }
    return ([".:\(LogLine.name(fallback))"] + named).joined(separator: ";")
  }

  // MARK: What is understood

  /// What modules are called. Others may be named, and nothing logs for them.
  static let modules = [
    "mpe", "policyengine", "policyengine.config", "policyengine.backend.local", "policyengine.backend.mock",
    "policyengine.decisionpoint", "opa",
  ]

  static let levelNames = ["debug", "info", "warn", "error", "panic", "fatal"]

  static let expectation = """
    write a level for all modules, such as `debug`, or `module:level` items with `;` between them, such as \
    `.:info;policyengine:debug`
    """

  /// What of a text is not understood, and what is allowed; nil when all of it is.
  static func complaint(_ text: String) -> String? {
    for item in items(text) {
      let written = item.joined(separator: ":")
      guard item.count <= 2, !item.contains("") else { return "`\(written)` is no `module:level`: \(expectation)" }
      let name = item[item.count - 1]
      guard level(name) != nil else {
        let near = NearestWord.of(name.lowercased(), among: levelNames).map { ", did you mean `\($0)`?" } ?? ""
        return "`\(name)` is no level\(near.isEmpty ? ":" : near) levels are "
          + levelNames.map { "`\($0)`" }.joined(separator: ", ")
      }
      if item.count == 2, item[0] != ".", !modules.contains(item[0]),
        let near = NearestWord.of(item[0], among: modules)
      {
        return "no module is called `\(item[0])`, did you mean `\(near)`?"
      }
    }
    return nil
  }

  /// Items, split at their colons. Blanks do not count.
  private static func items(_ text: String) -> [[String]] {
    text.filter { !$0.isWhitespace }.split(separator: ";").map {
      $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private static func level(_ name: String) -> Logger.Level? {
    switch name.lowercased() {
    case "trace", "debug": .debug
    case "info": .info
    case "warn", "warning": .warning
    case "error": .error
    case "panic", "fatal": .critical
    default: nil
    }
  }
}
