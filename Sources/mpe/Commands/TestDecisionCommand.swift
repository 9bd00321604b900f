import ArgumentParser
import PolicyEngine
import Rego

/// `mpe test decision`: decides about one PORC and prints the record. Granted and denied both exit 0.
struct TestDecisionCommand: FlaggedCommand {
  static let configuration = CommandConfiguration(
    commandName: "decision", abstract: "Decide about a PORC and print the AccessRecord.",
    discussion:
      "Exit status: 0 whether the answer is GRANT or DENY, unless --fail-on says otherwise; 1 when there is no answer.")
  static let flags =
    BundleOptions.flags + InputOptions.flags + AllowedBuiltins.flags + FailOnOptions.flags + WatchOptions.flags + [
      .value("test")
    ]

  @OptionGroup var bundles: BundleOptions
  @OptionGroup var input: InputOptions
  @OptionGroup var allowed: AllowedBuiltins
  @OptionGroup var failOn: FailOnOptions
  @OptionGroup var watch: WatchOptions
  @OptionGroup var global: GlobalOptions

  @Option(help: .hidden)
  var test: String?

  /// There are no flags for Rego here, but the environment's are looked at all the same.
  static var version: RegoVersion {
    OPAFlags.version(
      flags: nil, isOff: false, environment: Host.settings.variable(OPAFlags.environmentName),
      warn: Terminal.printFatal)
  }

  func run() throws { try watch.run(runOnce) }

  private func runOnce() throws {
    try input.claim()
    let policy = try LoadedPolicy.load(
      bundles.bundle, version: Self.version, allowing: allowed, tracing: .asked(by: global))
    let porc = try HostFiles.readInput(input.input)
    let isGranted = try RecordPrinter(policy, isPretty: global.prettyLog).print { point in
      try porc.withUnsafeBufferPointer { try point.authorize(json: $0) }
    }
    try failOn.judge(allowed: isGranted)
  }
}
