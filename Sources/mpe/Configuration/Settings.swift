import PolicyDomain

/// What the environment and the configuration file set. The environment wins; an empty variable counts as unset.
struct Settings: Sendable {
  private let environment: [String: String]
  let file: ConfigurationFile

  init(environment: [String: String], readFile: ConfigurationFile.Reader) {
    self.environment = environment
    file = ConfigurationFile.find({ Self.variable($0, environment) }, readFile)
  }

  /// Settings of one file alone, or with an environment.
  init(environment: [String: String] = [:], file: ConfigurationFile) {
    self.environment = environment
    self.file = file
  }

  /// An environment variable by its own name; nil when it is unset or empty.
  func variable(_ name: String) -> String? { Self.variable(name, environment) }

  private static func variable(_ name: String, _ environment: [String: String]) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The names of all variables that are set and begin with `MPE_`, sorted.
  var variableNames: [String] {
    environment.keys.filter { $0.hasPrefix("MPE_") && variable($0) != nil }.sorted()
  }

  /// A scalar or a list of scalars; nil when nobody sets it.
  func value(_ key: String) -> SettingValue? {
    let name = Setting.variableName(key)
    if let text = variable(name) { return SettingValue(text: text, elements: nil, source: .environment(name)) }
    guard let entry = file.entry(key) else { return nil }
    let source = SettingValue.Source.file(key: entry.key, entry.value.position)
    if case .sequence(let elements) = entry.value.content {
      let texts = elements.compactMap(\.scalarText)
      return SettingValue(text: texts.joined(separator: ","), elements: texts, source: source)
    }
    return entry.value.scalarText.map { SettingValue(text: $0, elements: nil, source: source) }
  }
}
