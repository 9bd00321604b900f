import ArgumentParser
import PolicyEngine

/// `mpe test decision`: decides about one PORC and prints the record. Granted and denied both exit 0.
struct TestDecisionCommand: FlaggedCommand {
  static let configuration = CommandConfiguration(
    commandName: "decision", abstract: "Decide about a PORC and print the AccessRecord.",
    discussion: "Exit status: 0 whether the answer is GRANT or DENY; 1 when there is no answer.")
  static let flags = BundleOptions.flags + InputOptions.flags + AllowedBuiltins.flags + [.value("test")]

  @OptionGroup var bundles: BundleOptions
  @OptionGroup var input: InputOptions
  @OptionGroup var allowed: AllowedBuiltins
  @OptionGroup var global: GlobalOptions

  @Option(help: .hidden)
  var test: String?

  func run() throws {
    global.announceTrace()
    // There are no flags for Rego here, but the environment's are looked at all the same.
    let version = OPAFlags.version(
      flags: nil, isOff: false, environment: Host.settings.variable(OPAFlags.environmentName),
      warn: Terminal.printFatal)
    try input.claim()
    let policy = try LoadedPolicy.load(bundles.bundle, version: version, allowing: allowed)
    let porc = try HostFiles.readInput(input.input)
    try RecordPrinter(policy, isPretty: global.prettyLog).print { point in
      try porc.withUnsafeBufferPointer { try point.authorize(json: $0) }
    }
  }
}
