import Logging

/// Which messages of which module are logged: `module:level` items with `;` between them; the module `.` stands for all
/// others.
struct LogLevels: Equatable {
  private(set) var fallback = Logger.Level.info
  private(set) var byModule: [String: Logger.Level] = [:]

  /// A lone level stands for `.:level`. Items of another form are ignored.
  init(_ text: String) {
    for item in text.filter({ $0 != " " }).split(separator: ";") {
      let parts = item.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      switch parts.count {
      case 1: fallback = Self.level(parts[0]) ?? fallback
      case 2:
        let level = Self.level(parts[1]) ?? .info
        if parts[0] == "." { fallback = level } else { byModule[parts[0]] = level }
      default: continue
      }
    }
  }

  func level(of module: String) -> Logger.Level { byModule[module] ?? fallback }

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
