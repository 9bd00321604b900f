import ArgumentParser
import Foundation
import PolicyDomain
import PolicyEngine
import Rego

/// What `mpe test mapper` and `mpe test envoy` share.
struct MapperOptions: ParsableArguments {
  @OptionGroup var bundles: BundleOptions
  @OptionGroup var input: InputOptions
  @OptionGroup var opa: OPAOptions

  @Option(name: [.short, .customLong("name")], help: "The domain whose mapper is used.")
  var name: String?

  /// The policies, with the mapper that the flags choose.
  func load() throws(FatalError) -> LoadedPolicy {
    let version = OPAFlags.version(
      flags: opa.opaFlags, isOff: opa.noOPAFlags,
      environment: ProcessInfo.processInfo.environment[OPAFlags.environmentName], warn: Terminal.printWarning)
    var policy = try LoadedPolicy.load(bundles.bundle, version: version)
    policy.options.mapperDomain = name
    return policy
  }

  /// The mapper's input. Its numbers are 64-bit floats, as they are when Envoy sends them.
  func readInput(into arena: Arena) throws(FatalError) -> Value {
    let bytes = try HostFiles.readInput(input.input)
    let value: Value
    do { value = try bytes.withUnsafeBufferPointer { try JSONReader.read($0, into: arena) } } catch {
      throw FatalError("failed to parse Envoy input JSON: \(error)")
    }
    guard BinaryNumbers.allFinite(value) else {
      throw FatalError("failed to parse Envoy input JSON: a number is out of range")
    }
    return BinaryNumbers.rounded(value, into: arena)
  }
}

/// `mpe test mapper`: prints the PORC that the mapper makes of an input.
struct TestMapperCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mapper", abstract: "Run the mapper on an input and print the PORC.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: MapperOptions

  func run() throws {
    let policy = try options.load()
    let engine = Engine(policy.snapshot, options: policy.options, environment: SystemEnvironment.make())
    let input = try options.readInput(into: engine.begin())
    do {
      Terminal.printOutput(JSONWriter.string(try engine.map(input), escaping: .html))
    } catch let error as EngineError {
      throw FatalError(error.coded)
    }
  }
}
