import Rego

/// Everything that can be set. Checks, `mpe config show`, the schema and `docs/configuration.md` follow from it.
enum SettingsTable {
  /// Settings that are no flags, and those that are: each flag that says so, of whatever command.
  static let all: [Setting] = own + flags

  private static let own: [Setting] = [
    Setting(
      key: "log.level", kind: .logLevels, defaultText: ".:info",
      meaning: "Which messages are logged to standard error. `.` stands for all modules that are not named.",
      allowed: "a level, or `module:level` items with `;` between them; levels: "
        + LogLevels.levelNames.map { "`\($0)`" }.joined(separator: ", ")),
    Setting(
      key: "bundles.includeall", kind: .boolean, defaultText: "true",
      meaning: "Records hold the references of all phases; `false`: of those that led to the decision.",
      allowed: "`true` or `false`"),
    Setting(
      key: "audit.env", kind: .auditEntries, defaultText: "",
      meaning: "What `metadata.env` of each record holds: where it runs, by variables and Kubernetes labels.",
      allowed: "a list of entries with `name`, `type` and `value`"),
    Setting(
      key: "audit.k8s.podinfo", kind: .text, defaultText: "/etc/podinfo",
      meaning: "The folder where the downward API puts the files `labels` and `annotations`.", allowed: "a path"),
    Setting(
      key: "opa.unsafebuiltins", kind: .builtins, defaultText: "",
      meaning: "Functions that policies and mappers must do without, beyond those that `allow-builtin` would allow.",
      allowed: "names of Rego functions, with commas and no blanks between them, or a list"),
    Setting(
      key: "mock.enabled", kind: .boolean, defaultText: "false",
      meaning: "No effect: there is no mock backend here.", allowed: "`true` or `false`"),
    Setting(
      key: "mock.domain", kind: .ignored, defaultText: "", meaning: "No effect: there is no mock backend here.",
      allowed: "anything"),
  ]

  /// A variable that is no setting: it has to be known before the file is read, or means nothing there.
  struct Variable: Sendable {
    let name: String
    let defaultText: String
    let meaning: String
    var complaint: @Sendable (String) -> String? = { _ in nil }
  }

  static let variables: [Variable] = [
    Variable(name: "MPE_CONFIG_PATH", defaultText: ".", meaning: "The folder of the configuration file."),
    Variable(
      name: "MPE_CONFIG_FILENAME", defaultText: "mpe-config",
      meaning: "The configuration file's name, with or without `.yaml`, `.yml` or `.json`."),
    Variable(
      name: OPAFlags.environmentName, defaultText: "--v0-compatible",
      meaning: "Flags for Rego where `--opa-flags` gives none: `--v0-compatible` says Rego v0.",
      complaint: OPAFlags.complaint),
    Variable(
      name: "MPE_LOG_FORMATTER", defaultText: "json", meaning: "`text` logs columns with tabs, anything else JSON.",
      complaint: { ["text", "json"].contains($0) ? nil : "write `text` or `json`; it counts as `json`" }),
    Variable(
      name: "MPE_LOG_REPORT_CALLER", defaultText: "",
      meaning: "Anything adds the place in the program that logs a message."),
  ]

  /// What was a setting long ago, and what does the same now.
  static let obsolete = ["include.allbundles": "bundles.includeall"]

  // MARK: Flags

  /// Flags that are settings, by command, in the order of the commands.
  private static let flags: [Setting] = {
    var known: Set<String> = []
    return commands().flatMap { command -> [Setting] in
      let flags = command.ownFlags.filter { $0.isSetting && known.insert($0.name).inserted }
      guard !flags.isEmpty else { return [] }
      let help = help(of: command)
      return flags.map { flag in
        let argument = help[flag.name] ?? Argument(meaning: "", defaultText: "", choices: [])
        let choices = argument.choices
        return Setting(
          key: flag.name, kind: .flag(flag),
          defaultText: flag.kind == .boolean ? "false" : argument.defaultText, meaning: argument.meaning,
          allowed: choices.isEmpty ? flag.allowed : choices.map { "`\($0)`" }.joined(separator: ", "),
          choices: choices)
      }
    }
  }()

  /// Flags of the server that are no settings.
  static let flagsOnly: Set<String> = Set(ServeCommand.flags.filter { !$0.isSetting }.map(\.name))

  private static func commands() -> [CommandNode] {
    func below(_ node: CommandNode) -> [CommandNode] {
      node.isRaw ? [] : node.hasChildren ? node.children.flatMap(below) : [node]
    }
    // Most settings are the server's: they come first.
    return below(CommandNode(type: MPECommand.self)).sorted { $0.name == "serve" && $1.name != "serve" }
  }

  private struct Argument {
    let meaning: String
    let defaultText: String
    let choices: [String]
  }

  /// What the argument parser knows about a command's flags.
  private static func help(of command: CommandNode) -> [String: Argument] {
    let dump = try? Document(json: command.type._dumpHelp())
    return dump?.withValue { help in
      var arguments: [String: Argument] = [:]
      for argument in help["command"]["arguments"].items {
        guard let name = argument["preferredName"]["name"].string else { continue }
        arguments[name] = Argument(
          meaning: argument["abstract"].string ?? "", defaultText: argument["defaultValue"].string ?? "",
          choices: argument["allValues"].items.compactMap(\.string))
      }
      return arguments
    } ?? [:]
  }
}
