import PolicyDomain

/// One thing that the environment and the configuration file may set.
struct Setting: Sendable {
  /// What a value is, and how it is read.
  enum Kind: Sendable {
    case boolean
    case text
    /// Levels of logs by module.
    case logLevels
    /// Names of Rego functions with commas between them, or a list of them.
    case builtins
    /// A list of what records say about their environment.
    case auditEntries
    /// Whatever stands below, which has no effect.
    case ignored
    /// The values of a flag.
    case flag(FlagShape)
  }

  /// As the documentation writes it: `bundles.includeall`, `max-message`.
  let key: String
  let kind: Kind
  /// As it is written; empty when nothing is the default.
  let defaultText: String
  let meaning: String
  /// What values there are, in words.
  let allowed: String
  /// What values there are, where they can be counted.
  var choices: [String] = []

  /// Keys are alike when they differ in case or in what divides their parts.
  static func fold(_ key: String) -> String {
    key.lowercased().split { $0 == "." || $0 == "-" || $0 == "_" }.joined(separator: ".")
  }

  /// The environment variable of a key.
  static func variableName(_ key: String) -> String { "MPE_" + fold(key).uppercased().replacing(".", with: "_") }

  /// Its environment variable; nil where there is no sensible form of its values.
  var variableName: String? {
    switch kind {
    case .auditEntries, .ignored: nil
    default: Self.variableName(key)
    }
  }

  var flag: FlagShape? { if case .flag(let flag) = kind { flag } else { nil } }

  // MARK: Values

  /// What is wrong with a value that is written in one text, as in the environment; nil when nothing is.
  /// - Parameter builtins: the names of all functions of Rego.
  func complaint(_ text: String, builtins: Set<String>) -> String? {
    switch kind {
    case .boolean: return FlagShape.boolean(text) == nil ? "write `true` or `false`; it counts as `false`" : nil
    case .text, .auditEntries, .ignored: return nil
    case .logLevels: return LogLevels.complaint(text)
    case .builtins: return Self.complaint(ofBuiltins: Self.names(text), builtins)
    case .flag(let flag):
      if flag.kind == .boolean { return FlagShape.boolean(text) == nil ? "write `true` or `false`" : nil }
      return flag.kind == .value ? flag.complaint(text) : nil
    }
  }

  /// What is wrong with a value in the file; nil when nothing is. Lists of entries for records are looked at elsewhere.
  func complaint(_ value: YAMLOutline, builtins: Set<String>) -> String? {
    switch (value.content, kind) {
    case (.null, _), (_, .auditEntries), (_, .ignored): return nil
    case (.sequence(let elements), .builtins):
      return Self.complaint(ofBuiltins: elements.compactMap(\.scalarText), builtins)
    case (.sequence(let elements), .flag(let flag)) where flag.kind == .list:
      return elements.allSatisfy { $0.scalarText != nil } ? nil : "each entry must be text"
    case (.sequence, _), (.mapping, _): return "write \(allowed)"
    // Any number but 0 is true, as in the original.
    case (.number, .boolean): return nil
    default: return complaint(value.scalarText ?? "", builtins: builtins)
    }
  }

  /// Names in one text. They are not trimmed, as in the original: a blank makes another name of it.
  static func names(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }

  private static func complaint(ofBuiltins names: [String], _ known: Set<String>) -> String? {
    guard let unknown = names.first(where: { !known.contains($0) }) else { return nil }
    let word = unknown.split(separator: " ").joined()
    if word != unknown, known.contains(word) {
      return "`\(unknown)` names no built-in function: leave out the blank"
    }
    let near = NearestWord.of(word, among: known.sorted())
    return "`\(unknown)` names no built-in function" + (near.map { ", did you mean `\($0)`?" } ?? "")
  }
}
