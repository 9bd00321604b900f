import ArgumentParser
import PolicyEngine
import Rego
import Server

/// `mpe test mapper`: prints the PORC that the mapper makes of an input.
struct TestMapperCommand: FlaggedCommand {
  static let configuration = CommandConfiguration(
    commandName: "mapper", abstract: "Run the mapper on an input and print the PORC.")
  static let flags = MapperOptions.flags + WatchOptions.flags

  @OptionGroup var options: MapperOptions
  @OptionGroup var watch: WatchOptions
  @OptionGroup var global: GlobalOptions

  func run() throws { try watch.run(runOnce) }

  private func runOnce() throws {
    let policy = try options.load(global)
    let engine = Engine(
      policy.snapshot, options: policy.options, environment: SystemEnvironment.make(network: Host.network))
    let porc = try options.map(options.readInput(into: engine.begin()), by: engine)
    try withExtendedLifetime(engine) { try Terminal.printOutput(JSONWriter.string(porc, escaping: .html)) }
  }
}
