import Foundation
import Logging
import Rego
import RegoNetwork
import RegoPlatform

/// What this process finds around it: settings, logs, files.
enum Host {
  /// Read once. Afterwards the levels that they set hold, and the log says what is wrong with them.
  static let settings = {
    let settings = readSettings()
    if let levels = settings.value("log.level")?.text { levelStore.replace(by: LogLevels(levels)) }
    let log = rawLogger("policyengine.config")
    for finding in SettingsCheck.findings(settings, builtins: builtinNames) where !finding.isOfFlag {
      // The original's own words stay alone; the place stands beside them.
      let message = finding.logMessage ?? "\(finding.place): \(finding.text)"
      log.warning("\(message)", metadata: ["at": "\(finding.place)"])
    }
    if log.logLevel <= .debug {
      log.debug("settings that are no defaults", metadata: SettingsReport(settings).changes.mapValues { "\($0)" })
    }
    return settings
  }()

  /// Settings as they are now, with nothing said about them.
  static func readSettings() -> Settings { Settings(environment: environment, readFile: readSmallFile) }

  /// Every function that Rego has here.
  static let builtins = BuiltinRegistry.standard.adding(PlatformBuiltins.all).adding(
    NetworkBuiltins.all { bytes, arena in try? YAMLDocument.read(bytes, into: arena) })

  static let builtinNames = Set(builtins.byName.keys)

  /// What the functions that wait reach the network by. Nothing is started before one is called.
  static let network = NetworkClient()

  static let configuration = Configuration(settings, readFile: readSmallFile) {
    logger("policyengine.config").warning("\($0)")
  }

  // MARK: Logs

  /// The levels of all logs, to be changed while the process runs.
  static var logLevels: LogLevelStore {
    _ = settings
    return levelStore
  }

  /// The log of a module.
  static func logger(_ module: String) -> Logger {
    _ = settings
    return rawLogger(module)
  }

  private static let environment = ProcessInfo.processInfo.environment

  /// What the environment says holds already while the configuration file is read.
  private static let levelStore = LogLevelStore(LogLevels(environment["MPE_LOG_LEVEL"] ?? ""))

  private static let logLine = LogLine(
    isText: environment["MPE_LOG_FORMATTER"] == "text",
    hasCaller: !(environment["MPE_LOG_REPORT_CALLER"] ?? "").isEmpty)

  private static func rawLogger(_ module: String) -> Logger {
    Logger(label: module) { StandardErrorLog(module: $0, level: levelStore.level(of: module), line: logLine) }
  }

  // MARK: Files

  /// What a file that sets something may have at most.
  static let settingsBytesMax = 1 << 20

  private static func readSmallFile(_ path: String) throws -> [UInt8]? {
    switch FileReading(path, bytesMax: settingsBytesMax).read() {
    case .success(let bytes): bytes
    case .failure(let failure) where failure.isMissing: nil
    case .failure(let failure): throw failure
    }
  }
}
