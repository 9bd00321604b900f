internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import Rego

/// One attempt at a request, with the redirects on its way.
struct RequestWalk {
  private let owner: NetworkClient
  private let request: NetworkRequest
  private var target: RequestTarget
  private var method: String
  private var headers: HTTPHeaders
  private var body: [UInt8]
  private let end: UInt64?

  init(_ request: NetworkRequest, client: NetworkClient) throws(NetworkFailure) {
    owner = client
    self.request = request
    method = request.method
    body = request.body
    guard RequestTarget.isToken(method) else {
      throw .request("net/http: invalid method \(RequestTarget.quoted(method))")
    }
    target = try RequestTarget(request.url)
    if let allowed = request.allowedHosts, !allowed.contains(target.host) {
      throw .request("unallowed host: \(target.host)")
    }
    headers = HTTPHeaders()
    for (name, value) in request.headers { headers.replaceOrAdd(name: HeaderName.canonical(name), value: value) }
    if !headers.contains(name: "User-Agent") { headers.add(name: "User-Agent", value: "mpe-envoy") }
    end = request.timeoutNanoseconds.map { Waiting.now &+ UInt64(clamping: $0) }
  }

  mutating func run(_ patience: Patience) throws(NetworkFailure) -> NetworkResponse {
    for _ in 0...owner.limits.redirectsMax {
      let response = try hop(patience)
      guard request.followsRedirects, let place = redirection(response) else { return response }
      try follow(place, response.statusCode)
    }
    throw .network("\(target.start(method)): stopped after \(owner.limits.redirectsMax) redirects")
  }

  // MARK: Redirects

  private func redirection(_ response: NetworkResponse) -> String? {
    switch response.statusCode {
    case 301, 302, 303, 307, 308: response.first("location")
    default: nil
    }
  }

  private mutating func follow(_ place: String, _ status: Int) throws(NetworkFailure) {
    if status < 307, method != "GET", method != "HEAD" {
      method = "GET"
      body = []
    }
    guard let next = target.resolving(place) else {
      throw .network("\(target.start(method)): failed to parse Location header \(RequestTarget.quoted(place))")
    }
    if let allowed = request.allowedHosts, !allowed.contains(next.host) {
      throw .network("\(next.start(method)): unallowed host: \(next.host)")
    }
    if next.host != target.host {
      // What was meant for one host is not shown to another.
      for name in ["Authorization", "Cookie", "Cookie2", "Proxy-Authorization", "Www-Authenticate", "Host"] {
        headers.remove(name: name)
      }
    }
    target = next
  }

  // MARK: One exchange

  private func hop(_ patience: Patience) throws(NetworkFailure) -> NetworkResponse {
    if let problem = target.problem(method) { throw problem }
    let tls = try TLSSettings(request.tls, target, hostHeader: headers.first(name: "Host"))
    let engine = owner.started()
    if tls.isPlain { return try exchange(engine.client, target.address, patience) }
    let client = HTTPClient(
      eventLoopGroupProvider: .shared(engine.group), configuration: NetworkClient.configuration(tls))
    defer { client.shutdown { _ in withExtendedLifetime(client) {} } }
    return try exchange(
      client, tls.connectsInstead.map { target.address(withHost: $0.name) } ?? target.address, patience)
  }

  private func exchange(
    _ client: HTTPClient, _ address: String, _ patience: Patience
  ) throws(NetworkFailure) -> NetworkResponse {
    var fields = headers
    if !fields.contains(name: "Host") { fields.add(name: "Host", value: target.hostHeader) }
    if let credentials = target.credentials, !fields.contains(name: "Authorization") {
      fields.add(name: "Authorization", value: credentials)
    }
    let content: HTTPClient.Body? = body.isEmpty ? nil : .bytes(body)
    let sent: HTTPClient.Request
    do {
      sent = try HTTPClient.Request(url: address, method: HTTPMethod(rawValue: method), headers: fields, body: content)
    } catch { throw FailureText.failure(error, target, method, owner.limits) }

    let now = Waiting.now
    let left = end.map { $0 > now ? $0 - now : 0 }
    let arrival = Waiting.Arrival<Result<HTTPClient.Response, any Error>>()
    let accumulator = ResponseAccumulator(request: sent, maxBodySize: owner.limits.responseBytesMax)
    let task = client.execute(request: sent, delegate: accumulator)
    task.futureResult.whenComplete { arrival.put($0) }
    do throws(NetworkFailure) {
      guard let result = try Waiting.wait(for: arrival, nanoseconds: left, patience) else {
        throw FailureText.timeout(target, method)
      }
      switch result {
      case .success(let response): return NetworkResponse(response)
      case .failure(let error): throw FailureText.failure(error, target, method, owner.limits)
      }
    } catch {
      // A task that has ended takes no notice.
      task.fail(reason: HTTPClientError.cancelled)
      throw error
    }
  }
}

extension NetworkResponse {
  fileprivate init(_ response: HTTPClient.Response) {
    let code = Int(response.status.code)
    self.init(
      statusCode: code, status: "\(code) \(response.status.reasonPhrase)",
      headers: response.headers.map { (name: $0.name, value: $0.value) },
      body: response.body.map { Array($0.readableBytesView) } ?? [])
  }
}

/// Names of header fields in the form in which the reference sends them: `X-Request-Id`.
enum HeaderName {
  static func canonical(_ name: String) -> String {
    guard RequestTarget.isToken(name) else { return name }
    var startsWord = true
    return String(
      name.map { character in
        defer { startsWord = character == "-" }
        return startsWord ? Character(character.uppercased()) : Character(character.lowercased())
      })
  }
}
