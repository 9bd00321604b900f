import Logging
import PolicyDomain
import PolicyEngine
import Rego
import RegoNetwork
import Server

/// The policies of a command, compiled, and how decisions are made with them.
struct LoadedPolicy {
  let snapshot: PolicySnapshot
  var options: EngineOptions

  /// Loads the bundles of a command line. What is odd about them goes to the log.
  /// - Parameters:
  ///   - allowed: the built-ins that policies may wait for.
  ///   - trace: what is traced; nil for nothing.
  static func load(
    _ bundles: [String], version: RegoVersion, allowing allowed: AllowedBuiltins, tracing trace: TraceFilter? = nil
  ) throws(FatalError) -> LoadedPolicy {
    let loader = try loader(bundles, version: version, allowing: allowed, tracing: trace)
    return LoadedPolicy(snapshot: try load(by: loader).snapshot, options: engineOptions(tracing: trace))
  }

  /// Loads for the first time. What is odd about the bundles goes to the log.
  static func load(by loader: PolicyLoader) throws(FatalError) -> PolicyLoader.Loaded {
    let loaded: PolicyLoader.Loaded
    do throws(LoadFailure) { loaded = try loader.load() } catch { throw FatalError(error.message) }
    let logger = Host.logger("policyengine.backend.local")
    for warning in loaded.snapshot.warnings { logger.warning("\(warning)") }
    return loaded
  }

  /// How decisions are made, by the settings.
  static func engineOptions(tracing trace: TraceFilter?) -> EngineOptions {
    var options = EngineOptions()
    options.recordsAllPhases = Host.configuration.recordsAllPhases
    options.auditEnvironment = Host.configuration.auditEnvironment
    options.trace = trace.map { _ in TraceFilter.output }
    return options
  }

  /// How policies are loaded, again and again.
  /// - Parameter objection: what loaded policies lack that the command needs, and what to do about it.
  static func loader(
    _ bundles: [String], version: RegoVersion, allowing allowed: AllowedBuiltins,
    tracing trace: TraceFilter? = nil, objection: @escaping @Sendable (PolicySnapshot) -> String? = { _ in nil }
  ) throws(FatalError) -> PolicyLoader {
    guard !bundles.isEmpty else { throw FatalError("at least one bundle must be specified") }
    try BundlePaths.claimStandardInput(bundles)
    let source = BundleFiles(folders: BundlePaths.folders(bundles), read: BundlePaths.read) {
      BundlePaths.list(bundles)
    }
    return PolicyLoader(
      source, options: try compilation(version, Host.configuration, allowed, trace), objection: objection)
  }

  private static func compilation(
    _ version: RegoVersion, _ configuration: Configuration, _ allowed: AllowedBuiltins, _ trace: TraceFilter?
  ) throws(FatalError) -> PolicySnapshot.Options {
    var compilation = PolicySnapshot.Options()
    compilation.version = version
    compilation.builtins = Host.builtins
    compilation.refusedBuiltins = try allowed.refused()
    compilation.unsafeBuiltins = configuration.unsafeBuiltins
    if let trace { compilation.isTraced = { trace.isTraced($0) } }
    return compilation
  }
}
