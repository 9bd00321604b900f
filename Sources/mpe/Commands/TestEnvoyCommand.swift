import ArgumentParser
import PolicyEngine

/// `mpe test envoy`: runs the mapper on an input, decides about its PORC, and prints the record.
struct TestEnvoyCommand: FlaggedCommand {
  static let configuration = CommandConfiguration(
    commandName: "envoy", abstract: "Run the mapper, decide about its PORC and print the AccessRecord.",
    discussion:
      "Exit status: 0 whether the answer is GRANT or DENY, unless --fail-on says otherwise; 1 when there is no answer.")
  static let flags = MapperOptions.flags + FailOnOptions.flags + WatchOptions.flags

  @OptionGroup var options: MapperOptions
  @OptionGroup var failOn: FailOnOptions
  @OptionGroup var watch: WatchOptions
  @OptionGroup var global: GlobalOptions

  func run() throws { try watch.run(runOnce) }

  private func runOnce() throws {
    let policy = try options.load(global)
    let allowed = try RecordPrinter(policy, isPretty: global.prettyLog).print { point in
      let input = try options.readInput(into: point.begin())
      return try point.authorize(porc: options.map(input, by: point.engine))
    }
    try failOn.judge(allowed: allowed)
  }
}
