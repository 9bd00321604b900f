/// The network as built-ins reach it: what a host provides, a test makes up, or a replay answers from its records.
///
/// Calls block the thread; they must return within the request's time and the caller's ``Patience``.
public protocol NetworkAccess: Sendable {
  /// The response to a request, of the server or of a cache.
  func exchange(_ request: NetworkRequest, _ patience: Patience) throws(NetworkFailure) -> NetworkResponse

  /// The addresses of a host, IPv4 and IPv6, as text.
  func addresses(of host: String, _ patience: Patience) throws(NetworkFailure) -> [String]
}

/// How long an evaluation may wait, and for whom.
public struct Patience: Sendable {
  /// Nanoseconds of the system's monotonic clock at which nobody needs the result any more; nil means no bound.
  public var deadlineNanoseconds: UInt64?
  /// Whether the caller is gone. Asked many times a second while a built-in waits, from the evaluator's thread.
  public var isCancelled: (@Sendable () -> Bool)?

  public init(deadlineNanoseconds: UInt64? = nil, isCancelled: (@Sendable () -> Bool)? = nil) {
    self.deadlineNanoseconds = deadlineNanoseconds
    self.isCancelled = isCancelled
  }
}

/// An HTTP request that a policy asks for.
public struct NetworkRequest: Sendable {
  /// How the response may be kept for later evaluations.
  public enum Caching: Sendable, Equatable {
    case none
    /// As its headers say.
    case standard
    /// For so many seconds, whatever its headers say.
    case forced(seconds: Int64)
  }

  /// What identifies us to the server and the server to us; texts are PEM.
  public struct TLS: Sendable, Equatable {
    /// A text, from one of three places.
    public struct Source: Sendable, Equatable {
      public var text: String?
      public var file: String?
      public var environmentVariable: String?

      public init() {}
    }

    public var authority = Source()
    public var clientCertificate = Source()
    public var clientKey = Source()
    /// Trust the system's authorities beside those of ``authority``; nil leaves it to the default.
    public var usesSystemAuthorities: Bool?
    public var skipsVerification = false
    /// The name that the server's certificate must have; nil is the URL's host.
    public var serverName: String?

    public init() {}
  }

  public var method = "GET"
  public var url = ""
  public var headers: [(name: String, value: String)] = []
  public var body: [UInt8] = []
  /// For everything: redirects, the whole body; nil means no bound but the caller's.
  public var timeoutNanoseconds: Int64? = 5_000_000_000
  public var followsRedirects = false
  /// How often a request is repeated that failed before a response came.
  public var retriesMax = 0
  public var tls = TLS()
  public var caching = Caching.none
  /// Requests with one key have one response.
  public var cacheKey = ""
  /// The evaluation's time, nanoseconds since 1970: what counts for the age of a response.
  public var nowNanoseconds: Int64 = 0
  /// The hosts that may be asked, also by redirects; nil allows all.
  public var allowedHosts: Set<String>?

  public init() {}
}

/// What a server answered.
public struct NetworkResponse: Sendable {
  public var statusCode: Int
  /// The status line behind the version: `200 OK`.
  public var status: String
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]

  public init(statusCode: Int, status: String, headers: [(name: String, value: String)], body: [UInt8]) {
    self.statusCode = statusCode
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Why there is no response.
public enum NetworkFailure: Error, Sendable, Equatable {
  /// The request cannot be made.
  case request(String)
  /// Something on the way failed.
  case network(String)
  /// The request's own time was over.
  case timeout(String, target: String)
  /// The caller's deadline passed, or the caller is gone.
  case cancelled(String)
}
