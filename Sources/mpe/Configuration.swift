import Rego
import RegoPlatform

/// The settings of the configuration file and the environment.
struct Configuration {
  /// `opa.unsafebuiltins`.
  var unsafeBuiltins = ["http.send"]
  /// `bundles.includeall`.
  var recordsAllPhases = true
  /// `audit.env`, resolved.
  var auditEnvironment: [(name: String, value: String)] = []
  /// `log.level`.
  var logLevel = ".:info"

  /// Where settings come from.
  struct Source {
    var environment: [String: String]
    var readFile: (String) -> [UInt8]?
    var warn: (String) -> Void
  }

  private static let defaultPodInfo = "/etc/podinfo"

  static func load(_ source: Source) -> Configuration {
    let arena = Arena(bytesKept: .max)
    let settings = Settings(file: readFile(source, arena), environment: source.environment)
    var configuration = Configuration()
    if let list = settings.text("opa.unsafebuiltins") {
      configuration.unsafeBuiltins = list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    if let flag = settings.text("bundles.includeall") { configuration.recordsAllPhases = isTrue(flag) }
    if let level = settings.text("log.level") { configuration.logLevel = level }
    let podInfo = PodInfo(directory: settings.text("audit.k8s.podinfo") ?? defaultPodInfo, readFile: source.readFile)
    configuration.auditEnvironment = auditEnvironment(settings.value("audit.env"), podInfo, source)
    return configuration
  }

  private static func readFile(_ source: Source, _ arena: Arena) -> Value {
    func variable(_ name: String) -> String? { source.environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let directory = variable("MPE_CONFIG_PATH") ?? "."
    let name = variable("MPE_CONFIG_FILENAME") ?? "mpe-config"
    for suffix in [".yaml", ".yml", ""] {
      let path = "\(directory)/\(name)\(suffix)"
      guard let bytes = source.readFile(path) else { continue }
      do throws(YAMLDocument.ReadError) { return try YAMLDocument.read(bytes, into: arena) } catch {
        source.warn("error reading config; using defaults: \(path):\(error)")
        return .null
      }
    }
    return .null
  }

  private static func isTrue(_ text: String) -> Bool { ["1", "t", "T", "true", "TRUE", "True"].contains(text) }

  private static func auditEnvironment(
    _ list: Value, _ podInfo: PodInfo, _ source: Source
  ) -> [(name: String, value: String)] {
    guard list.kind == .array else {
      if list.kind == .object { source.warn("audit.env: it must be a list of name, type and value") }
      return []
    }
    var entries: [(name: String, value: String)] = []
    for item in list.items {
      let name = item["name"].string ?? ""
      let value = item["value"].string ?? item["value"].numberText ?? ""
      let type = item["type"].string ?? ""
      switch type {
      case "env": entries.append((name, source.environment[value] ?? ""))
      case "string": entries.append((name, value))
      case "k8s-label": entries.append((name, podInfo.label(value)))
      case "k8s-annot": entries.append((name, podInfo.annotation(value)))
      default: source.warn("audit.env: unknown type \"\(type)\" for entry \"\(name)\", skipping")
      }
    }
    return entries
  }
}

/// Looks settings up by their dotted, case-insensitive keys: the environment first, then the file.
private struct Settings {
  let file: Value
  let environment: [String: String]

  func value(_ key: String) -> Value {
    var value = file
    for part in key.split(separator: ".") {
      value = value.pairs.first { $0.key.string?.lowercased() == String(part) }?.value ?? .undefined
    }
    return value
  }

  /// A scalar as text; nil when nobody sets it.
  func text(_ key: String) -> String? {
    let name = "MPE_" + key.uppercased().map { $0 == "." ? "_" : String($0) }.joined()
    if let variable = environment[name], !variable.isEmpty { return variable }
    let value = value(key)
    switch value.kind {
    case .string: return value.string
    case .boolean: return value.boolean == true ? "true" : "false"
    case .number: return value.numberText
    case .array: return value.items.compactMap(\.string).joined(separator: ",")
    default: return nil
    }
  }
}
