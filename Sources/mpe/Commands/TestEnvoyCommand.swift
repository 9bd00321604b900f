import ArgumentParser
import PolicyEngine

/// `mpe test envoy`: runs the mapper on an input, decides about its PORC, and prints the record.
struct TestEnvoyCommand: FlaggedCommand {
  static let configuration = CommandConfiguration(
    commandName: "envoy", abstract: "Run the mapper, decide about its PORC and print the AccessRecord.",
    discussion: "Exit status: 0 whether the answer is GRANT or DENY; 1 when there is no answer.")
  static let flags = MapperOptions.flags

  @OptionGroup var options: MapperOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    global.announceTrace()
    let policy = try options.load()
    try RecordPrinter(policy, isPretty: global.prettyLog).print { point in
      let input = try options.readInput(into: point.begin())
      return try point.authorize(porc: options.map(input, by: point.engine))
    }
  }
}
