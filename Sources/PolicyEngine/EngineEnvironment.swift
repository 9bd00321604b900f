public import Rego

/// What a decision needs from the world. Each engine has one of its own; this library reads no clock and draws no
/// random numbers itself.
public struct EngineEnvironment {
  /// Nanoseconds since 1970, for time stamps and `time.now_ns`.
  public var nowNanoseconds: () -> Int64
  /// Nanoseconds since any moment, never going back, for durations.
  public var elapsedNanoseconds: () -> Int64
  /// Random bits that nobody can guess, for identifiers.
  public var random: () -> UInt64
  /// The TZif file of a time zone, such as `Europe/Berlin`, or nil when there is none; for `time.*`.
  public var zoneFile: ((String) -> [UInt8]?)?
  /// The network, where policies may use it; for `http.send` and `net.lookup_ip_addr`.
  public var network: (any NetworkAccess)?

  public init(
    nowNanoseconds: @escaping () -> Int64, elapsedNanoseconds: @escaping () -> Int64,
    random: @escaping () -> UInt64, zoneFile: ((String) -> [UInt8]?)? = nil, network: (any NetworkAccess)? = nil
  ) {
    self.nowNanoseconds = nowNanoseconds
    self.elapsedNanoseconds = elapsedNanoseconds
    self.random = random
    self.zoneFile = zoneFile
    self.network = network
  }
}
