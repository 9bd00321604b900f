/// A URL in its parts as they are written, read and resolved by the rules of Go's `net/url`.
struct URLText {
  private(set) var scheme = ""
  /// What follows the scheme when that is no path: `mailto:…`.
  private(set) var opaque = ""
  private(set) var user: String?
  private(set) var host = ""
  private(set) var path = ""
  private(set) var query: String?
  var fragment = ""

  /// Why a text is no URL.
  struct Problem: Error {
    let text: String

    init(_ url: String, _ reason: String) { text = "parse \(url.quoted): \(reason)" }
  }

  /// The empty URL, to which everything is relative.
  init() {}

  init(_ text: String) throws(Problem) {
    let bytes = Array(text.utf8)
    for byte in bytes where byte < 0x20 || byte == 0x7F {
      throw Problem(text, "net/url: invalid control character in URL")
    }
    var rest = bytes[...]
    if let mark = rest.firstIndex(of: UInt8(ascii: "#")) {
      fragment = Self.text(rest[(mark + 1)...])
      rest = rest[..<mark]
    }
    if let reason = try readScheme(&rest, text) ?? readRest(rest) { throw Problem(text, reason) }
    if let escape = Self.badEscape(Array(fragment.utf8)[...]) { throw Problem(text, Self.escapeReason(escape)) }
  }

  private static func text(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  // MARK: Reading

  /// Takes the scheme off. Returns what is wrong with it.
  private mutating func readScheme(_ rest: inout ArraySlice<UInt8>, _ text: String) throws(Problem) -> String? {
    for (position, index) in rest.indices.enumerated() {
      switch rest[index] {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
        if position == 0 { return nil }
      case UInt8(ascii: ":"):
        if position == 0 { return "missing protocol scheme" }
        scheme = Self.text(rest[..<index]).lowercased()
        rest = rest[(index + 1)...]
        return nil
      default: return nil
      }
    }
    return nil
  }

  /// Authority, path and query. Returns what is wrong with them.
  private mutating func readRest(_ whole: ArraySlice<UInt8>) -> String? {
    var rest = whole
    if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
      query = Self.text(rest[(mark + 1)...])
      rest = rest[..<mark]
    }
    let slash = UInt8(ascii: "/")
    if rest.first != slash {
      if !scheme.isEmpty {
        opaque = Self.text(rest)
        return nil
      }
      if rest.prefix(while: { $0 != slash }).contains(UInt8(ascii: ":")) {
        return "first path segment in URL cannot contain colon"
      }
    }
    if rest.starts(with: [slash, slash]), !scheme.isEmpty || !rest.starts(with: [slash, slash, slash]) {
      let authority = rest.dropFirst(2).prefix { $0 != slash }
      rest = rest[authority.endIndex...]
      if let reason = readAuthority(authority) { return reason }
    }
    path = Self.text(rest)
    return Self.badEscape(rest).map(Self.escapeReason)
  }

  private mutating func readAuthority(_ authority: ArraySlice<UInt8>) -> String? {
    guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else { return readHost(authority) }
    if let reason = readHost(authority[(at + 1)...]) { return reason }
    let info = authority[..<at]
    let marks = Set("-._:~!$&'()*+,;=%@".utf8)
    guard info.allSatisfy({ Self.isAlphanumeric($0) || marks.contains($0) }) else { return "net/url: invalid userinfo" }
    user = Self.text(info)
    return Self.badEscape(info).map(Self.escapeReason)
  }

  private mutating func readHost(_ text: ArraySlice<UInt8>) -> String? {
    host = Self.text(text)
    var port: ArraySlice<UInt8>?
    if text.first == UInt8(ascii: "[") {
      guard let close = text.lastIndex(of: UInt8(ascii: "]")) else { return "missing ']' in host" }
      port = text[(close + 1)...]
    } else if let colon = text.lastIndex(of: UInt8(ascii: ":")) {
      port = text[colon...]
    }
    if let port, !port.isEmpty,
      port.first != UInt8(ascii: ":") || !port.dropFirst().allSatisfy({ $0 &- UInt8(ascii: "0") <= 9 })
    {
      return "invalid port \(Self.text(port).quoted) after host"
    }
    if let escape = Self.badEscape(text) { return Self.escapeReason(escape) }
    return text.lazy.compactMap(Self.hostReason).first
  }

  private static func hostReason(_ byte: UInt8) -> String? {
    if byte >= 0x80 || isAlphanumeric(byte) { return nil }
    if Set("-_.~!$&'()*+,;=:[]<>\"%".utf8).contains(byte) { return nil }
    return "invalid character \(text([byte]).quoted) in host name"
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") <= 9 || (byte | 0x20) &- UInt8(ascii: "a") < 26
  }

  /// The first `%` that two hexadecimal digits do not follow, with what follows.
  private static func badEscape(_ bytes: ArraySlice<UInt8>) -> String? {
    for index in bytes.indices where bytes[index] == UInt8(ascii: "%") {
      let escape = bytes[index...].prefix(3)
      if escape.count < 3 || !escape.dropFirst().allSatisfy({ Encoding.hexDigit($0) != nil }) { return text(escape) }
    }
    return nil
  }

  private static func escapeReason(_ escape: String) -> String { "invalid URL escape \(escape.quoted)" }

  /// A text with its `%` escapes read.
  static func decoded(_ text: String) -> String {
    var output: [UInt8] = []
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = Encoding.hexDigit(bytes[index + 1]),
        let low = Encoding.hexDigit(bytes[index + 2])
      {
        output.append(high << 4 | low)
        index += 3
      } else {
        output.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  var decodedFragment: String { Self.decoded(fragment) }

  // MARK: Writing and resolving

  var text: String {
    var output = scheme.isEmpty ? "" : scheme + ":"
    if !opaque.isEmpty {
      output += opaque
    } else {
      if !host.isEmpty || user != nil || (scheme == "file" && !path.isEmpty) {
        output += "//" + (user.map { $0 + "@" } ?? "") + host
      }
      if !path.isEmpty, !path.hasPrefix("/"), !host.isEmpty { output += "/" }
      output += path
    }
    if let query { output += "?" + query }
    return fragment.isEmpty ? output : output + "#" + fragment
  }

  /// What `child` means where this is the base.
  func resolving(_ child: URLText) -> URLText {
    var result = child
    if child.scheme.isEmpty { result.scheme = scheme }
    if !child.scheme.isEmpty || !child.host.isEmpty || child.user != nil {
      result.path = Self.joined(child.path, "")
      return result
    }
    if !child.opaque.isEmpty { return result }
    if child.path.isEmpty, child.query == nil {
      result.query = query
      if !opaque.isEmpty {
        result.opaque = opaque
        return result
      }
    }
    result.host = host
    result.user = user
    result.path = Self.joined(path, child.path)
    return result
  }

  /// A path below another one, without `.` and `..`.
  private static func joined(_ base: String, _ path: String) -> String {
    var full = path
    if path.isEmpty {
      full = base
    } else if !path.hasPrefix("/") {
      full = (base.lastIndex(of: "/").map { String(base[...$0]) } ?? "") + path
    }
    if full.isEmpty { return "" }
    var segments: [Substring] = []
    let all = full.split(separator: "/", omittingEmptySubsequences: false)
    for segment in full.hasPrefix("/") ? all.dropFirst() : all[...] {
      if segment == "." { continue }
      if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
    }
    if all.last == "." || all.last == ".." { segments.append("") }
    return "/" + segments.joined(separator: "/")
  }
}
