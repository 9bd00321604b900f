import ArgumentParser
import PolicyDomain
import Rego
import RegoNetwork

/// Flags that every command takes.
struct GlobalOptions: ParsableArguments {
  @Flag(name: [.short, .customLong("trace")], help: "Show on standard error how policies and mappers are evaluated.")
  var trace = false

  @Option(
    name: .customLong("trace-filter"),
    help: ArgumentHelp(
      "Trace only policies and mappers in whose MRN or name it is found. Repeatable.", valueName: "regex"))
  var traceFilters: [String] = []

  @Flag(name: .customLong("pretty-log"), help: "Spread AccessRecords over lines.")
  var prettyLog = false
}

/// Where policies come from.
struct BundleOptions: ParsableArguments {
  static let flags: [FlagShape] = [.list("bundle", "b")]

  @Option(
    name: [.short, .customLong("bundle")],
    help: ArgumentHelp(
      "A PolicyDomain, a directory of them, a pattern such as policies/*.yml, or - for standard input. Repeatable, or "
        + "several with commas between them.", valueName: "file"))
  var bundle: [String] = []
}

/// What to decide about.
struct InputOptions: ParsableArguments {
  static let flags: [FlagShape] = [.value("input", "i")]

  @Option(
    name: [.short, .customLong("input")],
    help: ArgumentHelp("The input, JSON; - or none is standard input.", valueName: "file"))
  var input: String?

  /// Sets standard input aside where it is the input, before anything else may read it.
  func claim() throws(FatalError) {
    if input == nil || input == StandardInput.name { try StandardInput.claim(for: "--input -") }
  }
}

/// Which functions policies and mappers may call beyond those that only compute.
struct AllowedBuiltins: ParsableArguments {
  static let flags: [FlagShape] = [FlagShape.list("allow-builtin").setting]

  @Option(
    name: .customLong("allow-builtin"),
    help: ArgumentHelp(
      "A function that waits for the network and may be called: http.send, net.lookup_ip_addr. Repeatable, or several "
        + "with commas between them. Also a setting: MPE_ALLOW_BUILTIN, allow.builtin.", valueName: "name"))
  var names: [String] = []

  /// The functions that are not allowed, each with what to do about it.
  func refused() throws(FatalError) -> [String: String] {
    let known = NetworkBuiltins.names
    if let unknown = names.first(where: { !known.contains($0) }) {
      let takes = "`--allow-builtin` takes \(known.map { "`\($0)`" }.joined(separator: " and "))"
      if Host.builtinNames.contains(unknown) { throw FatalError("`\(unknown)` needs no permission: \(takes)") }
      let near = NearestWord.of(unknown, among: known).map { ", did you mean `\($0)`?" } ?? ":"
      throw FatalError("there is no function `\(unknown)`\(near) \(takes)")
    }
    let refused = known.filter { !names.contains($0) }.map {
      ($0, "it waits for the network, which this host does not allow; allow it by `--allow-builtin \($0)`")
    }
    return Dictionary(uniqueKeysWithValues: refused)
  }
}

/// Which Rego policies and mappers are written in.
struct RegoVersionOptions: ParsableArguments {
  static let flags: [FlagShape] = [.value("opa-flags"), .boolean("no-opa-flags")]

  @Option(
    name: .customLong("opa-flags"),
    help: ArgumentHelp(
      "--v0-compatible says Rego v0, as does nothing. Modules that import rego.v1 are v1 in any case.",
      valueName: "flags"))
  var opaFlags: String?

  @Flag(name: .customLong("no-opa-flags"), help: "Policies and mappers are written in Rego v1.")
  var noOPAFlags = false

  var version: RegoVersion {
    OPAFlags.version(
      flags: opaFlags, isOff: noOPAFlags, environment: Host.settings.variable(OPAFlags.environmentName),
      warn: Terminal.printFatal)
  }
}
