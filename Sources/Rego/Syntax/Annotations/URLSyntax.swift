/// What the reference asks of an address in an annotation, and how it writes it.
enum URLSyntax {
  struct Fault: Error {
    var message: String
    init(_ message: String) { self.message = message }
  }

  /// The address with what needs it percent-encoded.
  static func normalised(_ text: String) throws(Fault) -> String {
    if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw Fault("net/url: invalid control character in URL")
    }
    let hash = text.firstIndex(of: "#") ?? text.endIndex
    var (body, fragment) = (text[..<hash], text[hash...])
    let scheme = try scheme(of: body)
    if let scheme { body = body[scheme.endIndex...].dropFirst() }
    var query = Substring()
    if let mark = body.firstIndex(of: "?") { (body, query) = (body[..<mark], body[mark...]) }
    var authority = Substring()
    if body.hasPrefix("//"), scheme != nil || !body.hasPrefix("///") {
      let end = body.dropFirst(2).firstIndex(of: "/") ?? body.endIndex
      (authority, body) = (body[..<end], body[end...])
      try checkHost(authority.dropFirst(2))
    } else if scheme == nil, !body.hasPrefix("/"),
      body.prefix(while: { $0 != "/" }).contains(":")
    {
      throw Fault("first path segment in URL cannot contain colon")
    }
    try checkEscapes(body)
    try checkEscapes(fragment)
    let start = scheme.map { asciiLowercased($0) + ":" } ?? ""
    fragment = Substring(encoded(fragment))
    return start + authority + encoded(body) + query + fragment
  }

  /// What stands before the first colon; nil without one.
  private static func scheme(of text: Substring) throws(Fault) -> Substring? {
    for (position, byte) in text.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
        if position == 0 { return nil }
      case UInt8(ascii: ":"):
        if position == 0 { throw Fault("missing protocol scheme") }
        return text.prefix { $0 != ":" }
      default: return nil
      }
    }
    return nil
  }

  private static func checkHost(_ authority: Substring) throws(Fault) {
    var host = authority
    if let at = authority.lastIndex(of: "@") { host = authority[authority.index(after: at)...] }
    var afterHost = host[...]
    if host.hasPrefix("[") {
      guard let close = host.lastIndex(of: "]") else { throw Fault("missing ']' in host") }
      afterHost = host[host.index(after: close)...]
    } else {
      for character in host where " \"<>\\^`{|}".contains(character) {
        throw Fault("invalid character \(String(character).quoted) in host name")
      }
      guard let colon = host.lastIndex(of: ":") else { return try checkEscapes(host) }
      afterHost = host[colon...]
    }
    if afterHost.isEmpty { return }
    guard afterHost.hasPrefix(":"), afterHost.dropFirst().utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
      throw Fault("invalid port \(String(afterHost).quoted) after host")
    }
  }

  private static func checkEscapes(_ text: Substring) throws(Fault) {
    let bytes = Array(text.utf8)
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "%") {
      let escape = bytes[index..<min(index + 3, bytes.count)]
      let isValid = escape.count == 3 && escape.dropFirst().allSatisfy { Unicode.Scalar($0).properties.isASCIIHexDigit }
      if !isValid { throw Fault("invalid URL escape \(String(decoding: escape, as: UTF8.self).quoted)") }
    }
  }

  private static func encoded(_ text: Substring) -> String {
    var result = ""
    for byte in text.utf8 {
      if byte > 0x20, byte < 0x7F, !"\"<>\\^`{|}".utf8.contains(byte) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
      }
    }
    return result
  }

  private static func asciiLowercased(_ text: Substring) -> String { text.lowercased() }
}
