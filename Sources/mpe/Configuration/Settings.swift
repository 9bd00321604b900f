import Rego
import RegoPlatform

/// What the environment and the configuration file set. A key is words with dots, of which the environment's name is
/// made: `bundles.includeall` and `MPE_BUNDLES_INCLUDEALL`. The environment wins; an empty variable counts as unset.
struct Settings {
  private let environment: [String: String]
  /// The file's content; null when there is none.
  private let file: Document
  private let path: String
  /// Why the file could not be read; then it counts as missing.
  let problem: String?

  /// - Parameter readFile: nil when there is no such file.
  init(environment: [String: String], readFile: (String) throws -> [UInt8]?) {
    self.environment = environment
    func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let stem = "\(variable("MPE_CONFIG_PATH") ?? ".")/\(variable("MPE_CONFIG_FILENAME") ?? "mpe-config")"
    var found = (path: stem, file: Document { _ in .null }, problem: String?.none)
    for path in [".yaml", ".yml", ".json", ""].map({ stem + $0 }) {
      do {
        guard let bytes = try readFile(path) else { continue }
        found = (path, try Document { try YAMLDocument.read(bytes, into: $0) }, nil)
      } catch {
        found.problem = "error reading config; using defaults: \(path): \(error)"
      }
      break
    }
    (path, file, problem) = found
  }

  /// An environment variable by its own name; nil when it is unset or empty.
  func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// The file's value under a key, or undefined.
  func value(_ key: String) -> Value { Self.find(key.split(separator: ".")[...], in: file.value) }

  /// A scalar as text with the place where it stands; nil when nobody sets it.
  func text(_ key: String) -> (value: String, place: String)? {
    let name = Self.environmentName(key)
    if let text = variable(name) { return (text, name) }
    return Self.text(value(key)).map { ($0, "`\(key)` in \(path)") }
  }

  static func environmentName(_ key: String) -> String { "MPE_" + key.uppercased().replacing(".", with: "_") }

  /// Keys are found without regard to case, and with `-` or `_` for a dot, nested or not.
  private static func find(_ parts: ArraySlice<Substring>, in value: Value) -> Value {
    if parts.isEmpty { return value }
    guard value.kind == .object else { return .undefined }
    for (key, member) in value.pairs {
      let name = (key.string ?? "").lowercased().replacing("-", with: ".").replacing("_", with: ".")
      let own = name.split(separator: ".")
      guard !own.isEmpty, parts.starts(with: own) else { continue }
      let found = find(parts.dropFirst(own.count), in: member)
      if !found.isUndefined { return found }
    }
    return .undefined
  }

  /// A scalar, or a list of them joined by commas.
  private static func text(_ value: Value) -> String? {
    switch value.kind {
    case .string: value.string
    case .boolean: value.boolean == true ? "true" : "false"
    case .number: value.numberText
    case .array: value.items.compactMap(text).joined(separator: ",")
    default: nil
    }
  }
}
