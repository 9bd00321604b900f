/// URIs, read as the reference's standard library does.
enum URIs {
  static let all: [Builtin] = [
    Builtin("uri.parse", 1) { (context, operands) throws(BuiltinError) in
      let text = try operands.string(0).utf8
      let reference: Reference
      do throws(Mistake) { reference = try Reference(Array(text)) } catch {
        throw .failed("parse \(TermText.quoted(text)): \(error.text)")
      }
      return try reference.document(context.arena)
    },
    Builtin("uri.is_valid", 1) { (_, operands) in
      guard operands[0].tag == .string, operands[0].count > 0 else { return .false }
      do throws(Mistake) {
        _ = try Reference(Array(operands[0].utf8))
        return .true
      } catch { return .false }
    },
  ]

  struct Mistake: Error {
    let text: String

    init(_ text: String) { self.text = text }

    init(escape bytes: ArraySlice<UInt8>) { text = "invalid URL escape \(URIs.quoted(bytes))" }
  }

  static func quoted(_ bytes: ArraySlice<UInt8>) -> String { bytes.withUnsafeBufferPointer { TermText.quoted($0) } }

  /// Where a text stands decides which bytes may stand in it, and which of its escapes mean something.
  enum Part {
    case path, host, zone, fragment, user
  }

  /// A URI, or a reference relative to one, in its parts.
  private struct Reference {
    var scheme: [UInt8] = []
    var host: [UInt8] = []
    var path: [UInt8] = []
    /// The path as it was written, where that is not how it would be written.
    var rawPath: [UInt8] = []
    var query: [UInt8] = []
    var fragment: [UInt8] = []

    init(_ text: [UInt8]) throws(Mistake) {
      let mark = text.firstIndex(of: UInt8(ascii: "#"))
      var rest = text[..<(mark ?? text.endIndex)]
      if rest.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
        throw Mistake("net/url: invalid control character in URL")
      }
      if rest.elementsEqual([UInt8(ascii: "*")]) {
        path = [UInt8(ascii: "*")]
      } else {
        try takeScheme(&rest)
        takeQuery(&rest)
        try takeHierarchy(rest)
      }
      if let mark { fragment = try unescaped(text[(mark + 1)...], .fragment) }
    }

    private mutating func takeScheme(_ rest: inout ArraySlice<UInt8>) throws(Mistake) {
      for (offset, byte) in rest.enumerated() {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
          if offset == 0 { return }
        case UInt8(ascii: ":"):
          if offset == 0 { throw Mistake("missing protocol scheme") }
          scheme = rest.prefix(offset).map { $0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0 }
          rest = rest.dropFirst(offset + 1)
          return
        default: return
        }
      }
    }

    private mutating func takeQuery(_ rest: inout ArraySlice<UInt8>) {
      guard let mark = rest.firstIndex(of: UInt8(ascii: "?")) else { return }
      query = Array(rest[(mark + 1)...])
      rest = rest[..<mark]
    }

    private mutating func takeHierarchy(_ text: ArraySlice<UInt8>) throws(Mistake) {
      var rest = text
      if rest.first != UInt8(ascii: "/") {
        // What follows a scheme without a slash is opaque.
        if !scheme.isEmpty { return }
        if rest.prefix(while: { $0 != UInt8(ascii: "/") }).contains(UInt8(ascii: ":")) {
          throw Mistake("first path segment in URL cannot contain colon")
        }
      }
      let slashes = rest.prefix(3).prefix { $0 == UInt8(ascii: "/") }.count
      if slashes == 2 || (slashes == 3 && !scheme.isEmpty) {
        let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
        rest = rest[authority.endIndex...]
        try takeAuthority(authority)
      }
      path = try unescaped(rest, .path)
      if !escapedPath(path).elementsEqual(rest) { rawPath = Array(rest) }
    }

    private mutating func takeAuthority(_ authority: ArraySlice<UInt8>) throws(Mistake) {
      guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else {
        host = try Self.host(authority)
        return
      }
      host = try Self.host(authority[(at + 1)...])
      let user = authority[..<at]
      guard user.allSatisfy({ isUnreserved($0) || "-._:~!$&'()*+,;=%@".utf8.contains($0) }) else {
        throw Mistake("net/url: invalid userinfo")
      }
      _ = try unescaped(user, .user)
    }

    private static func host(_ text: ArraySlice<UInt8>) throws(Mistake) -> [UInt8] {
      if text.first == UInt8(ascii: "[") {
        guard let end = text.lastIndex(of: UInt8(ascii: "]")) else { throw Mistake("missing ']' in host") }
        try checkPort(text[(end + 1)...])
        let address = text[(text.startIndex + 1)..<end]
        let zone = address.indices.first { address[$0...].starts(with: Array("%25".utf8)) }
        let isAddress = Array(address[..<(zone ?? end)]).withUnsafeBufferPointer {
          IPAddress.parse($0)?.isV4Text == false
        }
        guard isAddress else { throw Mistake("invalid host: ParseAddr(\(quoted(address))): unable to parse IP") }
        guard let zone else { return try unescaped(text, .host) }
        return try unescaped(text[..<zone], .host) + unescaped(text[zone..<end], .zone) + unescaped(text[end...], .host)
      }
      if let colon = text.firstIndex(of: UInt8(ascii: ":")) { try checkPort(text[colon...]) }
      return try unescaped(text, .host)
    }

    private static func checkPort(_ text: ArraySlice<UInt8>) throws(Mistake) {
      if !isPort(text) { throw Mistake("invalid port \(quoted(text)) after host") }
    }

    private static func isPort(_ text: ArraySlice<UInt8>) -> Bool {
      guard let first = text.first else { return true }
      return first == UInt8(ascii: ":") && text.dropFirst().allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
    }

    /// The parts that are there.
    func document(_ arena: Arena) throws(BuiltinError) -> Value {
      var name = host[...]
      var port: ArraySlice<UInt8> = []
      if let colon = host.lastIndex(of: UInt8(ascii: ":")), Self.isPort(host[colon...]) {
        (name, port) = (host[..<colon], host[(colon + 1)...])
      }
      if name.first == UInt8(ascii: "["), name.last == UInt8(ascii: "]") { name = name.dropFirst().dropLast() }
      let parts: [(StaticString, ArraySlice<UInt8>)] = [
        ("scheme", scheme[...]), ("hostname", name), ("port", port), ("path", path[...]),
        ("raw_path", rawPath.isEmpty ? path[...] : rawPath[...]), ("raw_query", query[...]),
        ("fragment", fragment[...]),
      ]
      var builder = ObjectBuilder(arena, capacity: parts.count)
      for (key, bytes) in parts where !bytes.isEmpty {
        var value = Value.null
        var failure: BuiltinError?
        bytes.withUnsafeBufferPointer { buffer in
          do throws(BuiltinError) { value = try arena.boundedString(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
        builder.set(key, value)
      }
      return builder.finish()
    }
  }
}

extension URIs {
  fileprivate static func isUnreserved(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
  }

  /// Whether a byte stands for itself in a host.
  private static func isPlainInHost(_ byte: UInt8) -> Bool {
    isUnreserved(byte) || "-_.~!$&'()*+,;=:[]<>\"".utf8.contains(byte)
  }

  fileprivate static func unescaped(_ text: ArraySlice<UInt8>, _ part: Part) throws(Mistake) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      guard byte == UInt8(ascii: "%") else {
        if part == .host || part == .zone, byte < 0x80, !isPlainInHost(byte) {
          throw Mistake("invalid character \(quoted(text[index...index])) in host name")
        }
        result.append(byte)
        index += 1
        continue
      }
      let escape = text[index...].prefix(3)
      guard escape.count == 3, let high = Encoding.hexDigit(escape[index + 1]),
        let low = Encoding.hexDigit(escape[index + 2])
      else {
        throw Mistake(escape: escape)
      }
      let decoded = high << 4 | low
      let isPercent = decoded == UInt8(ascii: "%")
      // In a host only what is not ASCII may be escaped, in its zone also what may stand there anyway.
      if part == .host, high < 8, !isPercent { throw Mistake(escape: escape) }
      if part == .zone, !isPercent, decoded != UInt8(ascii: " "), !isPlainInHost(decoded) {
        throw Mistake(escape: escape)
      }
      result.append(decoded)
      index += 3
    }
    return result
  }

  /// The path as the reference's library writes it.
  fileprivate static func escapedPath(_ path: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(path.count)
    for byte in path {
      if isUnreserved(byte) || "-_.~$&+,/:;=@".utf8.contains(byte) {
        result.append(byte)
      } else {
        let digits = Array("0123456789ABCDEF".utf8)
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return result
  }
}
