/// What the reference's command line takes: each command with its flags, so that arguments can be brought into the one
/// form that the argument parser knows.
struct CommandTable: Sendable {
  enum Kind: Sendable {
    /// `--name`, `--name=true`, `--name=false`.
    case boolean
    /// One value; the last counts.
    case value
    /// A whole number.
    case integer
    /// Values; each is split at commas.
    case list
  }

  struct Flag: Sendable {
    let name: String
    let short: Character?
    let kind: Kind

    init(_ name: String, _ short: Character? = nil, _ kind: Kind = .value) {
      self.name = name
      self.short = short
      self.kind = kind
    }
  }

  struct Command: Sendable {
    let path: [String]
    let flags: [Flag]
    /// Whether its arguments are left as they are.
    var isRaw = false
  }

  let commands: [Command]

  /// Flags that every command takes, before and behind its name.
  static let globalFlags = [
    Flag("trace", "t", .boolean), Flag("trace-filter", nil, .list), Flag("pretty-log", nil, .boolean),
  ]

  static let mpe = CommandTable(commands: [
    Command(path: [], flags: []),
    Command(path: ["version"], flags: []),
    Command(path: ["test"], flags: []),
    Command(
      path: ["test", "decision"],
      flags: [Flag("bundle", "b", .list), Flag("input", "i"), Flag("test", nil)]),
    Command(path: ["test", "mapper"], flags: mapperFlags),
    Command(path: ["test", "envoy"], flags: mapperFlags),
    Command(path: ["serve"], flags: serveFlags),
    Command(path: ["rego"], flags: [], isRaw: true),
  ])

  private static let mapperFlags = [
    Flag("bundle", "b", .list), Flag("input", "i"), Flag("name", "n"), Flag("opa-flags"),
    Flag("no-opa-flags", nil, .boolean),
  ]

  private static let serveFlags = [
    Flag("bundle", "b", .list), Flag("protocol", "p", .list), Flag("port", nil, .integer), Flag("host"),
    Flag("name", "n"), Flag("opa-flags"), Flag("no-opa-flags", nil, .boolean), Flag("records"),
    Flag("echo-attributes", nil, .boolean), Flag("split-strings", nil, .boolean),
    Flag("deny-ambiguous", nil, .boolean), Flag("max-message"), Flag("threads", nil, .integer),
    Flag("drain-timeout"), Flag("drain-gap"),
  ]

  func command(_ path: [String]) -> Command? { commands.first { $0.path == path } }

  /// Whether there are commands below this one.
  func hasChildren(_ path: [String]) -> Bool {
    commands.contains { $0.path.count > path.count && Array($0.path.prefix(path.count)) == path }
  }
}
