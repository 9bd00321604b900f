import Foundation
import Logging
import Rego
import RegoNetwork
import RegoPlatform

/// What this process finds around it: settings, logs, files.
enum Host {
  /// Read once. Afterwards the levels that they set hold.
  static let settings = {
    let settings = Settings(environment: environment, readFile: readIfPresent)
    if let levels = settings.text("log.level")?.value { levelStore.replace(by: LogLevels(levels)) }
    if let problem = settings.problem { rawLogger("policyengine.config").warning("\(problem)") }
    return settings
  }()

  /// Every function that Rego has here.
  static let builtins = BuiltinRegistry.standard.adding(PlatformBuiltins.all).adding(
    NetworkBuiltins.all { bytes, arena in try? YAMLDocument.read(bytes, into: arena) })

  /// What the functions that wait reach the network by. Nothing is started before one is called.
  static let network = NetworkClient()

  static let configuration = Configuration(settings, readFile: readIfPresent) {
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

  private static func readIfPresent(_ path: String) throws -> [UInt8]? {
    switch HostFiles.read(path) {
    case .success(let bytes): bytes
    case .failure(let failure) where failure.isMissing: nil
    case .failure(let failure): throw failure
    }
  }
}
