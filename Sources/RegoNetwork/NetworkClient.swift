internal import AsyncHTTPClient
internal import Dispatch
internal import NIOCore
internal import NIOPosix
public import Rego
internal import Synchronization

/// The network itself: HTTP over AsyncHTTPClient, names by the system's resolver, and the responses that are kept.
///
/// One serves all threads of a process. It starts its own event loop at the first use, so that nothing it does delays
/// the loops that decide. It reads certificates from files and from the environment, when a policy names such.
public final class NetworkClient: NetworkAccess {
  public struct Limits: Sendable {
    /// The largest body of a response.
    public var responseBytesMax = 16 << 20
    /// What the cache of responses holds.
    public var cachedResponsesMax = 4_096
    public var cachedBytesMax = 64 << 20
    /// Names that are looked up at once, and how long one may take.
    public var lookupsMax = 64
    public var lookupNanosecondsMax: Int64 = 5_000_000_000
    public var redirectsMax = 10

    public init() {}
  }

  /// What is started at the first use.
  struct Engine: Sendable {
    let group: MultiThreadedEventLoopGroup
    /// For requests that say nothing about TLS: their connections are kept for the next ones.
    let client: HTTPClient
    /// Threads that look up names: the resolver blocks.
    let resolver: NIOThreadPool
  }

  let limits: Limits
  let cache: ResponseCache
  private let engine = Mutex<Engine?>(nil)
  let lookups = Atomic<Int>(0)

  public init(limits: Limits = Limits()) {
    self.limits = limits
    cache = ResponseCache(entriesMax: limits.cachedResponsesMax, bytesMax: limits.cachedBytesMax)
  }

  deinit { close() }

  /// Ends what was started, in the background. Later requests start anew.
  public func close() {
    guard let engine = engine.withLock({ $0.take() }) else { return }
    engine.client.shutdown { _ in
      engine.resolver.shutdownGracefully { _ in }
      engine.group.shutdownGracefully { _ in }
    }
  }

  func started() -> Engine {
    engine.withLock { engine in
      if let engine { return engine }
      let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
      let client = HTTPClient(
        eventLoopGroupProvider: .shared(group), configuration: Self.configuration(TLSSettings.plain))
      let resolver = NIOThreadPool(numberOfThreads: 4)
      resolver.start()
      let made = Engine(group: group, client: client, resolver: resolver)
      engine = made
      return made
    }
  }

  /// Redirects and retries are our own: each of them is checked against the hosts that may be asked.
  static func configuration(_ tls: TLSSettings) -> HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: tls.configuration, redirectConfiguration: .disallow, decompression: .disabled)
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
    configuration.timeout.connect = .seconds(60)
    if let (name, host) = tls.connectsInstead { configuration.dnsOverride = [name: host] }
    return configuration
  }

  // MARK: Exchanges

  public func exchange(_ request: NetworkRequest, _ patience: Patience) throws(NetworkFailure) -> NetworkResponse {
    if request.caching == .none { return try send(request, patience) }
    guard let kept = cache.entry(for: request.cacheKey) else { return try fetch(request, patience) }
    if request.nowNanoseconds < kept.expiresNanoseconds { return kept.response }
    let validators = Freshness.validators(of: kept.response)
    cache.remove(request.cacheKey)
    if validators.isEmpty { return try fetch(request, patience) }
    var question = request
    question.headers += validators
    let answer = try send(question, patience)
    let response = answer.statusCode == 304 ? Freshness.renewed(kept.response, by: answer) : answer
    keep(response, request)
    return response
  }

  private func fetch(_ request: NetworkRequest, _ patience: Patience) throws(NetworkFailure) -> NetworkResponse {
    let response = try send(request, patience)
    keep(response, request)
    return response
  }

  private func keep(_ response: NetworkResponse, _ request: NetworkRequest) {
    guard let expiry = Freshness.expiry(of: response, request) else { return }
    // Without a way to ask, what is over already is of no use.
    if expiry <= request.nowNanoseconds, Freshness.validators(of: response).isEmpty { return }
    cache.keep(ResponseCache.Entry(response: response, expiresNanoseconds: expiry), for: request.cacheKey)
  }

  /// Sends, and sends again after a pause that grows, as often as the request allows.
  private func send(_ request: NetworkRequest, _ patience: Patience) throws(NetworkFailure) -> NetworkResponse {
    var pause = 100_000_000.0
    var attempt = 0
    while true {
      do throws(NetworkFailure) {
        var walk = try RequestWalk(request, client: self)
        return try walk.run(patience)
      } catch {
        switch error {
        case .network, .timeout: if attempt >= request.retriesMax { throw error }
        case .request, .cancelled: throw error
        }
      }
      attempt += 1
      try Waiting.pause(nanoseconds: UInt64(pause), patience)
      pause = min(pause * 1.6, 60_000_000_000)
    }
  }
}
