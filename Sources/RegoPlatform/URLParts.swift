internal import Rego

/// A URL taken apart, and put together again, as Go's `net/url` does.
struct URLParts {
  struct ParseError: Error {
    let message: String
  }

  private(set) var scheme = ""
  private(set) var opaque = ""
  private(set) var user: (name: [UInt8], password: [UInt8]?)?
  private(set) var host = ""
  private var path: [UInt8] = []
  /// The path as it was written, where that says more than `path`.
  private var rawPath: [UInt8] = []
  private var omitsHost = false
  private var hasEmptyQuery = false
  private(set) var query = ""
  private var fragment: [UInt8] = []
  private var rawFragment: [UInt8] = []

  init(_ text: String) throws(ParseError) {
    let bytes = Array(text.utf8)
    let body = bytes.prefix { $0 != UInt8(ascii: "#") }
    do throws(ParseError) { try readBody(body) } catch {
      throw ParseError(message: "parse \(String(decoding: body, as: UTF8.self).quoted): \(error.message)")
    }
    do throws(ParseError) { try readFragment(Array(bytes[body.endIndex...].dropFirst())) } catch {
      throw ParseError(message: "parse \(text.quoted): \(error.message)")
    }
  }

  // MARK: Reading

  private mutating func readFragment(_ written: [UInt8]) throws(ParseError) {
    fragment = try URLParts.unescape(written[...], .fragment)
    rawFragment = URLParts.escape(fragment, .fragment) == written ? [] : written
  }

  private mutating func readBody(_ body: ArraySlice<UInt8>) throws(ParseError) {
    var rest = body
    if rest.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw ParseError(message: "net/url: invalid control character in URL")
    }
    if rest.elementsEqual("*".utf8) {
      path = Array(rest)
      return
    }
    try readScheme(&rest)
    readQuery(&rest)
    if rest.first != UInt8(ascii: "/") {
      if !scheme.isEmpty {
        opaque = String(decoding: rest, as: UTF8.self)
        return
      }
      if rest.prefix(while: { $0 != UInt8(ascii: "/") }).contains(UInt8(ascii: ":")) {
        throw ParseError(message: "first path segment in URL cannot contain colon")
      }
    }
    if rest.starts(with: "//".utf8), !scheme.isEmpty || !rest.starts(with: "///".utf8) {
      let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
      rest = rest[authority.endIndex...]
      try readAuthority(authority)
    } else if !scheme.isEmpty, rest.first == UInt8(ascii: "/") {
      omitsHost = true
    }
    path = try URLParts.unescape(rest, .path)
    rawPath = URLParts.escape(path, .path).elementsEqual(rest) ? [] : Array(rest)
  }

  private mutating func readScheme(_ rest: inout ArraySlice<UInt8>) throws(ParseError) {
    let word = rest.prefix { URLParts.isLetterOrDigit($0) || "+-.".utf8.contains($0) }
    guard word.endIndex < rest.endIndex, rest[word.endIndex] == UInt8(ascii: ":") else { return }
    guard let first = word.first else { throw ParseError(message: "missing protocol scheme") }
    guard first >= UInt8(ascii: "A") else { return }
    scheme = String(decoding: word, as: UTF8.self).lowercased()
    rest = rest[(word.endIndex + 1)...]
  }

  private mutating func readQuery(_ rest: inout ArraySlice<UInt8>) {
    guard let mark = rest.firstIndex(of: UInt8(ascii: "?")) else { return }
    hasEmptyQuery = mark == rest.endIndex - 1
    query = String(decoding: rest[(mark + 1)...], as: UTF8.self)
    rest = rest[..<mark]
  }

  private mutating func readAuthority(_ authority: ArraySlice<UInt8>) throws(ParseError) {
    guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else {
      host = try URLParts.host(authority, scheme: scheme)
      return
    }
    host = try URLParts.host(authority[(at + 1)...], scheme: scheme)
    let credentials = authority[..<at]
    guard credentials.allSatisfy({ URLParts.isLetterOrDigit($0) || "-._:~!$&'()*+,;=%@".utf8.contains($0) }) else {
      throw ParseError(message: "net/url: invalid userinfo")
    }
    let name = credentials.prefix { $0 != UInt8(ascii: ":") }
    let password = name.endIndex < credentials.endIndex ? credentials[(name.endIndex + 1)...] : nil
    var secret: [UInt8]?
    if let password { secret = try URLParts.unescape(password, .user) }
    user = (try URLParts.unescape(name, .user), secret)
  }

  private static func host(_ text: ArraySlice<UInt8>, scheme: String) throws(ParseError) -> String {
    if let open = text.lastIndex(of: UInt8(ascii: "[")) {
      guard open == text.startIndex else { throw ParseError(message: "invalid IP-literal") }
      return try literal(text)
    }
    if let first = text.firstIndex(of: UInt8(ascii: ":")), let last = text.lastIndex(of: UInt8(ascii: ":")) {
      // Databases list several hosts with their ports.
      try checkPort(text[(scheme == "http" || scheme == "https" ? first : last)...])
    }
    return String(decoding: try unescape(text, .host), as: UTF8.self)
  }

  /// An IPv6 address in brackets, which may have a zone, and a port.
  private static func literal(_ text: ArraySlice<UInt8>) throws(ParseError) -> String {
    guard let end = text.lastIndex(of: UInt8(ascii: "]")) else { throw ParseError(message: "missing ']' in host") }
    try checkPort(text[(end + 1)...])
    let host = String(decoding: try unescape(text, .host), as: UTF8.self)
    let inside = host.dropFirst().prefix { $0 != "%" && $0 != "]" }
    guard let address = IPAddress(text: String(inside)) else {
      throw ParseError(message: "invalid host: ParseAddr(\(String(inside).quoted)): unable to parse IP")
    }
    guard !address.isV4 || inside.contains(":") else { throw ParseError(message: "invalid IP-literal") }
    return host
  }

  private static func checkPort(_ port: ArraySlice<UInt8>) throws(ParseError) {
    if port.isEmpty { return }
    guard port.first == UInt8(ascii: ":"), port.dropFirst().allSatisfy({ 0x30...0x39 ~= $0 }) else {
      throw ParseError(message: "invalid port \(String(decoding: port, as: UTF8.self).quoted) after host")
    }
  }

  // MARK: Escapes

  private enum Part { case path, host, user, fragment }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }

  /// Whether a byte cannot stand in a part as it is.
  private static func needsEscape(_ byte: UInt8, _ part: Part) -> Bool {
    if isLetterOrDigit(byte) || "-_.~".utf8.contains(byte) { return false }
    switch part {
    case .path: return !"$&+,/:;=@".utf8.contains(byte)
    case .host: return !"!$&'()*+,;=:[]<>\"".utf8.contains(byte)
    case .user: return !"$&+,;=".utf8.contains(byte)
    case .fragment: return !"$&+,/:;=?@!()*".utf8.contains(byte)
    }
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init)
  }

  private static func unescape(_ text: ArraySlice<UInt8>, _ part: Part) throws(ParseError) -> [UInt8] {
    var bytes: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      if byte == UInt8(ascii: "%") {
        let escape = text[index...].prefix(3)
        guard escape.count == 3, let high = hexDigit(escape[index + 1]), let low = hexDigit(escape[index + 2]),
          part != .host || high >= 8 || escape.elementsEqual("%25".utf8)
        else {
          throw ParseError(message: "invalid URL escape \(String(decoding: escape, as: UTF8.self).quoted)")
        }
        bytes.append(high << 4 | low)
        index += 3
      } else {
        if part == .host, byte < 0x80, needsEscape(byte, .host) {
          let shown = String(decoding: [byte], as: UTF8.self).quoted
          throw ParseError(message: "invalid character \(shown) in host name")
        }
        bytes.append(byte)
        index += 1
      }
    }
    return bytes
  }

  private static func escape(_ bytes: [UInt8], _ part: Part) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return bytes.flatMap { byte in
      needsEscape(byte, part) ? [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]] : [byte]
    }
  }

  /// The written form where it is one of the decoded form, else the usual one.
  private static func encoded(_ decoded: [UInt8], written: [UInt8], _ part: Part) -> String {
    let isValid = written.allSatisfy { !needsEscape($0, part) || "!'()*[]%".utf8.contains($0) }
    return String(decoding: !written.isEmpty && isValid ? written : escape(decoded, part), as: UTF8.self)
  }

  // MARK: Writing

  /// The path as a request has it.
  var escapedPath: String {
    path.elementsEqual("*".utf8) ? "*" : URLParts.encoded(path, written: rawPath, .path)
  }

  /// The whole URL.
  var text: String {
    var text = scheme.isEmpty ? "" : scheme + ":"
    if opaque.isEmpty {
      if !(omitsHost && host.isEmpty && user == nil), !scheme.isEmpty || !host.isEmpty || user != nil {
        if !host.isEmpty || !path.isEmpty || user != nil { text += "//" }
        if let user {
          text += String(decoding: URLParts.escape(user.name, .user), as: UTF8.self)
          if let password = user.password {
            text += ":" + String(decoding: URLParts.escape(password, .user), as: UTF8.self)
          }
          text += "@"
        }
        text += String(decoding: URLParts.escape(Array(host.utf8), .host), as: UTF8.self)
      }
      let path = escapedPath
      if !path.isEmpty, !path.hasPrefix("/"), !host.isEmpty { text += "/" }
      if text.isEmpty, path.prefix(while: { $0 != "/" }).contains(":") { text += "./" }
      text += path
    } else {
      text += opaque
    }
    if hasEmptyQuery || !query.isEmpty { text += "?" + query }
    if !fragment.isEmpty { text += "#" + URLParts.encoded(fragment, written: rawFragment, .fragment) }
    return text
  }

  /// The document that Go's `url.URL` is.
  func document(_ output: DocumentWriter) -> Value {
    func text(_ bytes: [UInt8]) -> Value { output.string(String(decoding: bytes, as: UTF8.self)) }
    return output.object([
      ("Scheme", output.string(scheme)), ("Opaque", output.string(opaque)),
      ("User", user == nil ? .null : output.object([])), ("Host", output.string(host)), ("Path", text(path)),
      ("Fragment", text(fragment)), ("RawQuery", output.string(query)), ("RawPath", text(rawPath)),
      ("RawFragment", text(rawFragment)), ("ForceQuery", Value(hasEmptyQuery)), ("OmitHost", Value(omitsHost)),
    ])
  }
}
