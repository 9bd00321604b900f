import Foundation
import Logging
import Rego
import RegoNetwork
import RegoPlatform

/// What this process finds around it: settings, logs, files.
enum Host {
  /// Read once.
  static let settings = {
    let settings = Settings(environment: ProcessInfo.processInfo.environment, readFile: readIfPresent)
    if let problem = settings.problem {
      logger("policyengine.config", levels: settings.variable("MPE_LOG_LEVEL") ?? "").warning("\(problem)")
    }
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

  /// The log of a module.
  static func logger(_ module: String) -> Logger {
    logger(module, levels: settings.text("log.level")?.value ?? "")
  }

  private static func logger(_ module: String, levels: String) -> Logger {
    let environment = ProcessInfo.processInfo.environment
    let line = LogLine(
      isText: environment["MPE_LOG_FORMATTER"] == "text",
      hasCaller: !(environment["MPE_LOG_REPORT_CALLER"] ?? "").isEmpty)
    let level = LogLevels(levels).level(of: module)
    return Logger(label: module) { StandardErrorLog(module: $0, level: level, line: line) }
  }

  private static func readIfPresent(_ path: String) throws -> [UInt8]? {
    switch HostFiles.read(path) {
    case .success(let bytes): bytes
    case .failure(let failure) where failure.isMissing: nil
    case .failure(let failure): throw failure
    }
  }
}
