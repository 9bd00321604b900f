import PolicyDomain

/// Finds what is wrong with settings: keys and variables that mean nothing, values that are not understood.
struct SettingsCheck {
  private let settings: Settings
  private let builtins: Set<String>
  private let known: [String: Setting]
  /// What holds other settings below it, such as `bundles`.
  private let groups: Set<String>
  private var seen: [String: SettingFinding.Place] = [:]
  private var found: [SettingFinding] = []

  private init(_ settings: Settings, _ builtins: Set<String>) {
    self.settings = settings
    self.builtins = builtins
    known = Dictionary(uniqueKeysWithValues: SettingsTable.all.map { (Setting.fold($0.key), $0) })
    var groups: Set<String> = []
    for key in known.keys {
      let parts = key.split(separator: ".")
      for count in 1..<max(parts.count, 1) { groups.insert(parts.prefix(count).joined(separator: ".")) }
    }
    self.groups = groups
  }

  /// - Parameter builtins: the names of all functions of Rego.
  /// - Returns: findings in the order of the file, then of the variables' names.
  static func findings(_ settings: Settings, builtins: Set<String>) -> [SettingFinding] {
    var check = SettingsCheck(settings, builtins)
    if let problem = settings.file.problem { check.found.append(problem) }
    if let root = settings.file.root { check.visit(root, folded: "", written: "") }
    if let further = settings.file.further {
      check.add(
        .error, "a second document begins here, which is not read", .file(further), "remove the line `---` before it")
    }
    check.visitVariables()
    check.checkMock()
    return check.found
  }

  // MARK: The file

  private mutating func visit(_ mapping: YAMLOutline, folded: String, written: String) {
    guard case .mapping(let pairs) = mapping.content else { return }
    for pair in pairs {
      let key = folded + Setting.fold(pair.key)
      let name = written + pair.key
      let place = SettingFinding.Place.file(pair.position)
      if let setting = known[key] {
        if let first = seen.updateValue(place, forKey: key) {
          seen[key] = first
          add(.error, "`\(name)` is set a second time: what stands at \(first) counts", place, "remove one of the two")
        } else {
          check(setting, name, pair.value)
        }
        // `record` could be a setting and `record.overflow` another.
        if groups.contains(key) { visit(pair.value, folded: key + ".", written: name + ".") }
      } else if groups.contains(key), case .mapping = pair.value.content {
        visit(pair.value, folded: key + ".", written: name + ".")
      } else {
        reportUnknown(pair, key, name)
      }
    }
  }

  private mutating func check(_ setting: Setting, _ name: String, _ value: YAMLOutline) {
    if case .auditEntries = setting.kind { found += AuditEntry.read(value).findings }
    if let flag = setting.flag, flag.kind != .list, case .mapping = value.content, groups.contains(setting.key) {
      return
    }
    guard let complaint = setting.complaint(value, builtins: builtins) else { return }
    var finding = SettingFinding(
      .error, "`\(name)` is \(ConfigurationFile.describe(value)): \(complaint)", at: .file(value.position))
    finding.isOfFlag = setting.flag != nil
    found.append(finding)
  }

  private mutating func reportUnknown(_ pair: YAMLOutline.Pair, _ key: String, _ name: String) {
    let place = SettingFinding.Place.file(pair.position)
    if groups.contains(key) {
      if case .null = pair.value.content { return }
      let below = known.keys.filter { $0.hasPrefix(key + ".") }.sorted().map { "`\(known[$0]?.key ?? $0)`" }
      add(
        .error, "`\(name)` is \(ConfigurationFile.describe(pair.value)), but no setting by itself",
        .file(pair.value.position), "settings that begin with it: \(below.joined(separator: ", "))")
    } else if let successor = SettingsTable.obsolete[key] {
      add(.warning, "`\(name)` has had no effect for long", place, "the setting is `\(successor)`")
    } else if case .mapping(let pairs) = pair.value.content,
      SettingsTable.obsolete.keys.contains(where: { $0.hasPrefix(key + ".") })
    {
      for inner in pairs { reportUnknown(inner, key + "." + Setting.fold(inner.key), name + "." + inner.key) }
    } else if let flag = SettingsTable.flagsOnly.first(where: { Setting.fold($0) == key }) {
      add(.error, "`\(name)` is no setting", place, "give it on the command line: `--\(flag)`")
    } else {
      add(.error, "`\(name)` is no setting", place, remedy(key, pair.value))
    }
  }

  private func remedy(_ key: String, _ value: YAMLOutline) -> String {
    if case .mapping(let pairs) = value.content, let inner = pairs.first(where: { known[Setting.fold($0.key)] != nil })
    {
      return "`\(inner.key)` is a setting of its own: write it without `\(key)` above it"
    }
    if let near = NearestWord.of(key, among: known.keys.sorted() + groups.sorted()) {
      return "did you mean `\(known[near]?.key ?? near)`?"
    }
    // `level` alone, or a group's name that was left out.
    let ends = known.keys.filter { $0.hasSuffix("." + key) }.sorted()
    if ends.count == 1 { return "did you mean `\(known[ends[0]]?.key ?? ends[0])`?" }
    return "`mpe config show` lists all settings"
  }

  private mutating func add(
    _ severity: SettingFinding.Severity, _ message: String, _ place: SettingFinding.Place, _ remedy: String
  ) {
    found.append(SettingFinding(severity, message, at: place, remedy: remedy))
  }

  // MARK: The environment

  private mutating func visitVariables() {
    var byName: [String: Setting] = [:]
    for setting in SettingsTable.all { if let name = setting.variableName { byName[name] = setting } }
    let others = Dictionary(uniqueKeysWithValues: SettingsTable.variables.map { ($0.name, $0) })
    for name in settings.variableNames {
      let value = settings.variable(name) ?? ""
      let place = SettingFinding.Place.variable(name)
      if let setting = byName[name] {
        guard let complaint = setting.complaint(value, builtins: builtins) else { continue }
        var finding = SettingFinding(.error, "the value is `\(Excerpt.of(value))`: \(complaint)", at: place)
        finding.isOfFlag = setting.flag != nil
        found.append(finding)
      } else if let variable = others[name] {
        guard let complaint = variable.complaint(value) else { continue }
        found.append(SettingFinding(.warning, "the value is `\(Excerpt.of(value))`: \(complaint)", at: place))
      } else if !Self.isOfKubernetes(name, value) {
        reportUnknownVariable(name, Array(byName.keys) + others.keys)
      }
    }
  }

  /// Variables of others begin with `MPE_` too, so that only those that are nearly one of ours are told. Their values are
  /// nobody's business.
  private mutating func reportUnknownVariable(_ name: String, _ known: [String]) {
    let word = String(name.dropFirst(4))
    let place = SettingFinding.Place.variable(name)
    let key = Setting.fold(word)
    if case .auditEntries? = self.known[key]?.kind {
      add(.error, "no variable can hold a list of entries, it has no effect", place, "write `audit.env` in the file")
    } else if let flag = SettingsTable.flagsOnly.first(where: { Setting.fold($0) == key }) {
      add(.warning, "the variable has no effect", place, "give it on the command line: `--\(flag)`")
    } else if let near = NearestWord.of(word, among: known.map { String($0.dropFirst(4)) }.sorted()) {
      add(.error, "there is no such variable, it has no effect", place, "did you mean MPE_\(near)?")
    }
  }

  /// Kubernetes sets such variables for a service whose name begins with `mpe`.
  private static func isOfKubernetes(_ name: String, _ value: String) -> Bool {
    if name.hasSuffix("_SERVICE_HOST") || name.contains("_SERVICE_PORT") { return true }
    if name.wholeMatch(of: #/.*_PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?/#) == nil { return false }
    return name != "MPE_PORT" || value.contains("://")
  }

  private mutating func checkMock() {
    guard let value = settings.value("mock.enabled"), FlagShape.boolean(value.text) == true else { return }
    let place: SettingFinding.Place =
      switch value.source {
      case .environment(let name): .variable(name)
      case .file(_, let position): .file(position)
      }
    add(
      .warning, "there is no mock backend here, `mock.enabled` has no effect", place,
      "policies come from bundles: `--bundle`")
  }
}
