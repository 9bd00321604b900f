import ArgumentParser
import PolicyDomain
import PolicyEngine
import Rego

/// What `mpe test mapper` and `mpe test envoy` share.
struct MapperOptions: ParsableArguments {
  static let flags =
    BundleOptions.flags + InputOptions.flags + [.value("name", "n")] + RegoVersionOptions.flags
    + AllowedBuiltins.flags

  @OptionGroup var bundles: BundleOptions
  @OptionGroup var input: InputOptions
  @OptionGroup var rego: RegoVersionOptions
  @OptionGroup var allowed: AllowedBuiltins

  @Option(
    name: [.short, .customLong("name")],
    help: ArgumentHelp("The domain whose mapper is used; needed where several have one.", valueName: "domain"))
  var name: String?

  /// The policies, with the mapper that the flags choose.
  /// - Parameter global: what is traced.
  func load(_ global: GlobalOptions) throws(FatalError) -> LoadedPolicy {
    try input.claim()
    var policy = try LoadedPolicy.load(
      bundles.bundle, version: rego.version, allowing: allowed, tracing: .asked(by: global))
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

  /// What the mapper makes of an input in the engine's arena.
  func map(_ input: Value, by engine: Engine) throws(FatalError) -> Value {
    do throws(EngineError) { return try engine.map(input) } catch { throw FatalError(error.coded) }
  }
}
