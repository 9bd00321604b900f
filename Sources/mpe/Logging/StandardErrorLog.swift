import Logging

/// Writes log lines to standard error, each in one piece.
struct StandardErrorLog: LogHandler {
  private let module: String
  private let line: LogLine
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  init(module: String, level: Logger.Level, line: LogLine) {
    self.module = module
    self.line = line
    logLevel = level
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
