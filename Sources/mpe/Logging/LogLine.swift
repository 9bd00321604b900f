import Logging
import Rego

/// Formats log messages: JSON with its fields in a fixed order, or tabs between columns.
struct LogLine {
  var isText = false
  var hasCaller = false

  private static let actor = "actor"
  private static let action = "action"

  /// One line with its end.
  /// - Parameter milliseconds: since 1970.
  func format(_ event: LogEvent, module: String, metadata: Logger.Metadata, milliseconds: Int64) -> String {
    var all = metadata.merging(event.metadata ?? [:]) { _, own in own }
    let actor = all.removeValue(forKey: Self.actor).map { "\($0)" } ?? "sys"
    let action = all.removeValue(forKey: Self.action).map { "\($0)" } ?? "unk"
    let caller = "\(event.file.split(separator: "/").suffix(2).joined(separator: "/")):\(event.line)"
    var head: [(String, String)] = [("level", Self.name(event.level)), ("ts", Self.time(milliseconds))]
    if hasCaller { head.append(("caller", caller)) }
    var fields = [(Self.actor, actor), (Self.action, action), ("module", module)].map { ($0.0, Self.quoted($0.1)) }
    if let error = event.error { fields.append(("error", Self.quoted("\(error)"))) }
    fields += all.sorted { $0.key < $1.key }.map { ($0.key, Self.json($0.value)) }
    if isText {
      let columns = [Self.time(milliseconds), Self.name(event.level)] + (hasCaller ? [caller] : [])
      return (columns + ["\(event.message)", Self.object(fields)]).joined(separator: "\t") + "\n"
    }
    return Self.object((head + [("msg", "\(event.message)")]).map { ($0.0, Self.quoted($0.1)) } + fields) + "\n"
  }

  /// - Parameter fields: names, and values as JSON.
  private static func object(_ fields: [(String, String)]) -> String {
    "{" + fields.map { "\(quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
  }

  private static func json(_ value: Logger.Metadata.Value) -> String {
    if case .stringConvertible(let field as JSONField) = value { return field.description }
    return quoted("\(value)")
  }

  private static func quoted(_ text: String) -> String { Document { $0.string(text) }.json }

  static func name(_ level: Logger.Level) -> String {
    switch level {
    case .trace, .debug: "debug"
    case .info, .notice: "info"
    case .warning: "warn"
    case .error: "error"
    case .critical: "fatal"
    }
  }

  /// RFC 3339 in UTC with milliseconds.
  private static func time(_ milliseconds: Int64) -> String {
    let fraction = String(milliseconds % 1000 + 1000).dropFirst()
    return Terminal.utc(seconds: milliseconds / 1000) + ".\(fraction)Z"
  }
}
