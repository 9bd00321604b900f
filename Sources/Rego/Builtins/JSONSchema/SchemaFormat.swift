/// What `format` checks of strings, with the reference's leniency. Names that are not here check nothing.
enum SchemaFormat {
  typealias Check = @Sendable (Bytes) -> Bool

  static let checks: [String: Check] = [
    "date": { isTime($0, ["2006-01-02"]) },
    "time": { isTime($0, ["15:04:05Z07:00", "15:04:05"]) },
    "date-time": { isTime($0, ["15:04:05", "15:04:05Z07:00", "2006-01-02", "2006-01-02T15:04:05Z07:00"]) },
    "hostname": isHostname,
    "email": { MailAddress.isValid($0) },
    "idn-email": { MailAddress.isValid($0) },
    "ipv4": { IPAddress.parse($0) != nil && $0.contains(UInt8(ascii: ".")) },
    "ipv6": { IPAddress.parse($0) != nil && $0.contains(UInt8(ascii: ":")) },
    "uri": { url($0)?.scheme.isEmpty == false },
    "iri": { url($0)?.scheme.isEmpty == false },
    "uri-reference": { url($0) != nil },
    "iri-reference": { url($0) != nil },
    "uri-template": isURITemplate,
    "uuid": isUUID,
    "regex": { (try? RegexPattern($0)) != nil },
    "json-pointer": { isPointer($0) },
    "relative-json-pointer": isRelativePointer,
  ]

  private static func isTime(_ text: Bytes, _ layouts: [StaticString]) -> Bool {
    layouts.contains { TimeParser.fits(text, layout: $0) }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") <= 9 || (byte | 0x20) &- UInt8(ascii: "a") < 26
  }

  /// Labels of up to 63 letters, digits and inner hyphens.
  @Sendable private static func isHostname(_ text: Bytes) -> Bool {
    guard text.count < 256 else { return false }
    return text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
      guard let first = label.first, let last = label.last, label.count <= 63 else { return false }
      return isAlphanumeric(first) && isAlphanumeric(last)
        && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }
  }

  private static func url(_ text: Bytes) -> URLText? {
    if text.contains(UInt8(ascii: "\\")) { return nil }
    return try? URLText(String(decoding: text, as: UTF8.self))
  }

  /// A URL in whose path each brace is closed before the next one opens.
  @Sendable private static func isURITemplate(_ text: Bytes) -> Bool {
    guard let url = url(text) else { return false }
    var isOpen = false
    for byte in URLText.decoded(url.path).utf8 {
      // A `}` outside is a character like any other, and so is a `{` inside.
      if byte == UInt8(ascii: "{"), !isOpen { isOpen = true } else if byte == UInt8(ascii: "}") { isOpen = false }
    }
    return !isOpen
  }

  @Sendable private static func isUUID(_ text: Bytes) -> Bool {
    guard text.count == 36 else { return false }
    return text.enumerated().allSatisfy { index, byte in
      [8, 13, 18, 23].contains(index) ? byte == UInt8(ascii: "-") : Encoding.hexDigit(byte) != nil
    }
  }

  private static func isPointer(_ text: some Collection<UInt8>) -> Bool {
    guard let first = text.first else { return true }
    guard first == UInt8(ascii: "/") else { return false }
    var isAfterTilde = false
    for byte in text {
      if isAfterTilde, byte != UInt8(ascii: "0"), byte != UInt8(ascii: "1") { return false }
      isAfterTilde = byte == UInt8(ascii: "~")
    }
    return !isAfterTilde
  }

  /// How many levels up, and then a pointer or `#`.
  @Sendable private static func isRelativePointer(_ text: Bytes) -> Bool {
    let digits = text.prefix { $0 &- UInt8(ascii: "0") <= 9 }
    guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1 else { return false }
    let rest = text.dropFirst(digits.count)
    return rest.elementsEqual([UInt8(ascii: "#")]) || isPointer(rest)
  }
}
