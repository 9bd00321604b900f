import ArgumentParser
import PolicyLint
import Rego

/// How `mpe lint` takes Rego.
struct LintRegoOptions: ParsableArguments {
  static let flags: [FlagShape] = [.value("opa-flags"), .boolean("no-opa-flags"), .boolean("regal")]

  @Option(
    name: .customLong("opa-flags"),
    help: ArgumentHelp(
      "--v0-compatible says Rego v0, as does nothing; any other text says v1, or v0 where that does not parse.",
      valueName: "flags"))
  var opaFlags: String?

  @Flag(name: .customLong("no-opa-flags"), help: "Parse Rego of either version, and do not compile it.")
  var noOPAFlags = false

  @Flag(name: .customLong("regal"), help: "Print findings about Rego as the original prints those of Regal; they fail.")
  var isRegal = false

  private static let v0Flag = "--v0-compatible"

  func options(_ allowed: AllowedBuiltins) throws(FatalError) -> LintOptions {
    var options = LintOptions()
    options.builtins = Host.builtins
    options.unsafeBuiltins = Host.configuration.unsafeBuiltins
    options.refusedBuiltins = try allowed.refused()
    options.compilesRego = !noOPAFlags
    options.isRegal = isRegal
    let flags = opaFlags ?? Host.settings.variable(OPAFlags.environmentName) ?? Self.v0Flag
    // The original parses v0 whatever the flags: what parses there parses here, and v1 beside it.
    options.versions = noOPAFlags ? [.v0, .v1] : flags.lowercased().contains(Self.v0Flag) ? [.v0] : [.v1, .v0]
    return options
  }
}
