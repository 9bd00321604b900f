internal import Rego

/// How long a response may be used again: RFC 9111, of which the reference keeps `Cache-Control`'s `no-store` and
/// `max-age`, `Expires` and `Date`, and we also `no-cache`, `Vary: *` and which methods may be kept.
enum Freshness {
  /// Codes that may be kept.
  private static let statusCodes: Set<Int> = [200, 203, 204, 206, 300, 301, 404, 405, 410, 414, 501]

  /// Until when the response may be used unasked, nanoseconds since 1970, which may be over; nil when it must not be
  /// kept at all.
  static func expiry(of response: NetworkResponse, _ request: NetworkRequest) -> Int64? {
    guard statusCodes.contains(response.statusCode) else { return nil }
    switch request.caching {
    case .none: return nil
    case .forced(let seconds): return adding(seconds, to: request.nowNanoseconds)
    case .standard: break
    }
    guard request.method == "GET" || request.method == "HEAD" else { return nil }
    let directives = CacheDirectives(response.all("cache-control"))
    if directives.has("no-store") || response.all("vary").contains(where: { $0.contains("*") }) { return nil }
    // Kept, but to be asked about each time.
    if directives.has("no-cache") { return .min }
    if let text = directives["max-age"] {
      guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
      let sent = response.first("date").flatMap(HTTPDate.nanoseconds) ?? request.nowNanoseconds
      return adding(min(Int64(text) ?? .max, Int64(Int32.max)), to: sent)
    }
    // A date that cannot be read means the past.
    return response.first("expires").flatMap(HTTPDate.nanoseconds) ?? .min
  }

  private static func adding(_ seconds: Int64, to nanoseconds: Int64) -> Int64 {
    let (duration, isLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, isLate) = nanoseconds.addingReportingOverflow(duration)
    return isLong || isLate ? .max : sum
  }

  /// The headers by which a server is asked whether what is kept still holds; none when it cannot be asked.
  static func validators(of response: NetworkResponse) -> [(name: String, value: String)] {
    var headers: [(name: String, value: String)] = []
    if let tag = response.first("etag"), !tag.isEmpty { headers.append(("If-None-Match", tag)) }
    if let date = response.first("last-modified"), !date.isEmpty { headers.append(("If-Modified-Since", date)) }
    return headers
  }

  /// What is kept, with the headers of a `304 Not Modified`.
  static func renewed(_ kept: NetworkResponse, by answer: NetworkResponse) -> NetworkResponse {
    var renewed = kept
    let names = Set(answer.headers.map { $0.name.lowercased() })
    renewed.headers.removeAll { names.contains($0.name.lowercased()) }
    renewed.headers += answer.headers
    return renewed
  }
}

/// The directives of `Cache-Control`.
struct CacheDirectives {
  private var values: [String: String] = [:]

  init(_ headers: [String]) {
    for header in headers {
      for part in header.split(separator: ",") {
        let pair = part.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " && $0 != "\t" && $0 != "\"" } }
        if let name = pair.first?.lowercased(), !name.isEmpty { values[name] = pair.count > 1 ? pair[1] : "" }
      }
    }
  }

  func has(_ name: String) -> Bool { values[name] != nil }

  subscript(name: String) -> String? { values[name] }
}

extension NetworkResponse {
  func all(_ name: String) -> [String] { headers.filter { $0.name.lowercased() == name }.map(\.value) }

  func first(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
}
