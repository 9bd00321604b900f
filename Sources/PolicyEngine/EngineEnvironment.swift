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
  /// Asked about each resource that a request names by its MRN, before the domains' rules are; nil where there is
  /// nobody to ask. It is called on the thread that decides, within the decision.
  public var resolveResource: ((_ mrn: String) -> ResourceAnswer)?

  public init(
    nowNanoseconds: @escaping () -> Int64, elapsedNanoseconds: @escaping () -> Int64,
    random: @escaping () -> UInt64, zoneFile: ((String) -> [UInt8]?)? = nil, network: (any NetworkAccess)? = nil,
    resolveResource: ((_ mrn: String) -> ResourceAnswer)? = nil
  ) {
    self.nowNanoseconds = nowNanoseconds
    self.elapsedNanoseconds = elapsedNanoseconds
    self.random = random
    self.zoneFile = zoneFile
    self.network = network
    self.resolveResource = resolveResource
  }
}

/// What who knows resources says of one.
public enum ResourceAnswer: Sendable {
  /// What policies see, but for annotations of the resource group, which are merged below.
  case resource(ResourceDescription)
  /// The domains' rules are asked.
  case unknown
  /// Nobody can say now, which denies: the reason goes into the record, as `NETWORK_ERROR`.
  case failed(reason: String)
}
