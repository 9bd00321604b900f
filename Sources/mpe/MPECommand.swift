import ArgumentParser

/// `mpe`.
struct MPECommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mpe", abstract: "Decides whether requests may pass, by PolicyDomains.",
    subcommands: [TestCommand.self, ServeCommand.self, RegoCommand.self, VersionCommand.self])
}

/// `mpe test`.
struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Try policies and mappers on one input.",
    subcommands: [TestDecisionCommand.self, TestMapperCommand.self, TestEnvoyCommand.self])
}

/// Flags that every command takes.
struct GlobalOptions: ParsableArguments {
  @Flag(name: .customLong("trace"), help: "Print how policies are evaluated.")
  var trace = false

  @Option(
    name: .customLong("trace-filter"), help: "Trace only policies whose MRN matches this expression. Repeatable.")
  var traceFilters: [String] = []

  @Flag(name: .customLong("pretty-log"), help: "Spread records over lines.")
  var prettyLog = false
}

/// Where policies come from.
struct BundleOptions: ParsableArguments {
  @Option(
    name: [.short, .customLong("bundle")],
    help: ArgumentHelp("A PolicyDomain file. Repeatable, or several joined by commas.", valueName: "file"))
  var bundle: [String] = []
}

/// What to decide about.
struct InputOptions: ParsableArguments {
  @Option(
    name: [.short, .customLong("input")],
    help: ArgumentHelp("The input, JSON; `-` or nothing is standard input.", valueName: "file"))
  var input: String?
}

/// Which Rego policies are written in.
struct OPAOptions: ParsableArguments {
  @Option(
    name: .customLong("opa-flags"), help: "`--v0-compatible` for Rego v0, which is also meant without this flag.")
  var opaFlags = ""

  @Flag(name: .customLong("no-opa-flags"), help: "Policies are written in Rego v1.")
  var noOPAFlags = false
}
