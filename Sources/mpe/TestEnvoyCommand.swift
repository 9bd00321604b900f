import ArgumentParser
import PolicyEngine
import Rego

/// `mpe test envoy`: runs the mapper on an input, decides about its PORC, and prints the record.
struct TestEnvoyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "envoy", abstract: "Run the mapper, decide about its PORC and print the AccessRecord.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: MapperOptions

  func run() throws {
    let policy = try options.load()
    try RecordPrinter(policy, isPretty: global.prettyLog).print { point in
      let input = try options.readInput(into: point.begin())
      let porc: Value
      do { porc = try point.engine.map(input) } catch let error as EngineError { throw FatalError(error.coded) }
      return try point.authorize(porc: porc)
    }
  }
}
