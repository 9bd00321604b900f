import Logging
import PolicyDomain
import PolicyEngine
import Rego
import RegoNetwork

/// The policies of a command, compiled, and how decisions are made with them.
struct LoadedPolicy {
  let snapshot: PolicySnapshot
  var options: EngineOptions

  /// Loads the bundles of a command line. What is odd about them goes to the log.
  /// - Parameter allowed: the built-ins that policies may wait for.
  static func load(
    _ bundles: [String], version: RegoVersion, allowing allowed: AllowedBuiltins
  ) throws(FatalError) -> LoadedPolicy {
    guard !bundles.isEmpty else { throw FatalError("at least one bundle must be specified") }
    let configuration = Host.configuration
    let snapshot = try snapshot(bundles, version, configuration, allowed)
    let logger = Host.logger("policyengine.backend.local")
    for warning in snapshot.warnings { logger.warning("\(warning)") }
    var options = EngineOptions()
    options.recordsAllPhases = configuration.recordsAllPhases
    options.auditEnvironment = configuration.auditEnvironment
    return LoadedPolicy(snapshot: snapshot, options: options)
  }

  private static func snapshot(
    _ bundles: [String], _ version: RegoVersion, _ configuration: Configuration, _ allowed: AllowedBuiltins
  ) throws(FatalError) -> PolicySnapshot {
    var compilation = PolicySnapshot.Options()
    compilation.version = version
    compilation.builtins = Host.builtins
    compilation.refusedBuiltins = try allowed.refused()
    compilation.unsafeBuiltins = configuration.unsafeBuiltins
    let paths = try BundlePaths.expand(bundles)
    do {
      let set = try BundleLoader(version: version, readFile: BundlePaths.read).load(paths)
      return try PolicySnapshot(set, options: compilation)
    } catch {
      throw FatalError("\(error)")
    }
  }
}
