import Logging

/// Writes log lines to standard error, each in one piece.
struct StandardErrorLog: LogHandler {
  private let module: String
  private let line: LogLine
  private let moduleLevel: LogLevelStore.ModuleLevel
  /// What somebody set for this logger alone.
  private var ownLevel: Logger.Level?
  var metadata: Logger.Metadata = [:]

  /// - Parameter level: the level of the module, which may change later.
  init(module: String, level: LogLevelStore.ModuleLevel, line: LogLine) {
    self.module = module
    self.line = line
    moduleLevel = level
  }

  var logLevel: Logger.Level {
    get { ownLevel ?? moduleLevel.value }
    set { ownLevel = newValue }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let text = line.format(event, module: module, metadata: metadata, milliseconds: Terminal.milliseconds())
    Terminal.write(text, to: Terminal.standardError)
  }
}
