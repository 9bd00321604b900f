package import PolicyEngine
internal import PolicyHost
package import Rego

/// The clocks and the randomness of this machine, for engines.
package enum SystemEnvironment {
  /// An environment for one engine; used on one thread.
  /// - Parameter network: what its policies reach the network by; nil when they may not.
  package static func make(network: (any NetworkAccess)? = nil) -> EngineEnvironment {
    HostEnvironment.make(network: network)
  }

  /// Since 1970.
  @Sendable
  static func nowNanoseconds() -> Int64 { HostEnvironment.nowNanoseconds() }

  /// Since some moment, never backwards.
  @Sendable
  static func elapsedNanoseconds() -> Int64 { HostEnvironment.elapsedNanoseconds() }

  /// The system's file of a time zone.
  @Sendable
  package static func zoneFile(_ name: String) -> [UInt8]? { HostEnvironment.zoneFile(name) }
}
