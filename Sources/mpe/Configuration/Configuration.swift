/// What settings say about policies and records.
struct Configuration {
  /// `opa.unsafebuiltins`: functions that there are not, even where `--allow-builtin` names them.
  var unsafeBuiltins: [String] = []
  /// `bundles.includeall`: whether records hold the references of all phases.
  var recordsAllPhases = true
  /// `audit.env`, resolved: what every record's `metadata.env` holds. Of equal names the last counts.
  var auditEnvironment: [(name: String, value: String)] = []

  /// - Parameters:
  ///   - readFile: reads the pod's labels and annotations; nil when there is no such file.
  ///   - warn: takes why they could not be read. What is wrong with the settings is not told again.
  init(_ settings: Settings, readFile: ConfigurationFile.Reader, warn: (String) -> Void) {
    if let list = settings.value("opa.unsafebuiltins") {
      unsafeBuiltins = list.elements ?? Setting.names(list.text)
    }
    recordsAllPhases = Self.boolean("bundles.includeall", settings) ?? true
    guard let list = settings.file.entry("audit.env") else { return }
    var pod = PodInfo(directory: settings.value("audit.k8s.podinfo")?.text ?? "/etc/podinfo")
    for entry in AuditEntry.read(list.value).entries {
      let value =
        switch entry.kind {
        case .environment: settings.variable(entry.value) ?? ""
        case .literal: entry.value
        case .label: pod.value(of: entry.value, in: .labels, readFile, warn)
        case .annotation: pod.value(of: entry.value, in: .annotations, readFile, warn)
        }
      auditEnvironment.removeAll { $0.name == entry.name }
      auditEnvironment.append((entry.name, value))
    }
  }

  /// A boolean as the original reads it: what is neither true nor false is false, and so is a list or a mapping. A
  /// number in the file is true unless it is 0.
  private static func boolean(_ key: String, _ settings: Settings) -> Bool? {
    guard let found = settings.value(key) else { return settings.file.entry(key) == nil ? nil : false }
    if case .file = found.source, case .number(let digits)? = settings.file.entry(key)?.value.content {
      return Double(digits) != 0
    }
    return found.elements == nil ? FlagShape.boolean(found.text) ?? false : false
  }
}
