// Unsafe: walks the list that getaddrinfo allocates, and frees it.

internal import NIOPosix
public import Rego
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

extension NetworkClient {
  /// Asks the system's resolver: a few names at a time, and only so many may wait for that.
  public func addresses(of host: String, _ patience: Patience) throws(NetworkFailure) -> [String] {
    guard Resolver.isName(host) else { throw .network("lookup \(host): no such host") }
    guard lookups.add(1, ordering: .relaxed).newValue <= limits.lookupsMax else {
      lookups.subtract(1, ordering: .relaxed)
      throw .network("lookup \(host): more than \(limits.lookupsMax) names are looked up at once")
    }
    let arrival = Waiting.Arrival<Result<[String], NetworkFailure>>()
    // A look-up that nobody waits for any more still takes its thread until the resolver gives up.
    started().resolver.submit { [self] _ in
      let result = Resolver.addresses(of: host)
      lookups.subtract(1, ordering: .relaxed)
      arrival.put(result)
    }
    let limit = UInt64(clamping: limits.lookupNanosecondsMax)
    guard let result = try Waiting.wait(for: arrival, nanoseconds: limit, patience) else {
      throw .timeout("lookup \(host): i/o timeout", target: host)
    }
    return try result.get()
  }
}

/// The system's resolver.
private enum Resolver {
  /// Whether a text may be asked for. What only old C libraries take for an address, such as `127.1`, is none.
  static func isName(_ host: String) -> Bool {
    if host.isEmpty || host.utf8.count > 255 || host.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) { return false }
    var (old, strict) = (in_addr(), in_addr())
    return inet_aton(host, &old) == 0 || inet_pton(AF_INET, host, &strict) == 1
  }

  static func addresses(of host: String) -> Result<[String], NetworkFailure> {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, nil, &hints, &list)
    defer { if let list { freeaddrinfo(list) } }
    switch code {
    case 0: break
    case EAI_AGAIN, EAI_FAIL: return .failure(.network("lookup \(host): server misbehaving"))
    default: return .failure(.network("lookup \(host): no such host"))
    }
    var addresses: [String] = []
    var next = list
    while let entry = next {
      if let text = text(of: entry.pointee), !addresses.contains(text) { addresses.append(text) }
      next = entry.pointee.ai_next
    }
    return .success(addresses)
  }

  private static func text(of entry: addrinfo) -> String? {
    var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let code = getnameinfo(entry.ai_addr, entry.ai_addrlen, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST)
    guard code == 0 else { return nil }
    let text = name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    // An IPv4 address in the dress of an IPv6 one.
    return text.hasPrefix("::ffff:") && text.contains(".") ? String(text.dropFirst("::ffff:".count)) : text
  }
}
