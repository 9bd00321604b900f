/// `name=value&name=value`, as query strings and forms are written.
enum FormText {
  struct Pair {
    let name: [UInt8]
    let value: [UInt8]
  }

  /// More pairs are refused.
  static let pairsMax = 10_000

  /// The pairs in order; one that cannot be read says why.
  static func pairs(_ text: some Collection<UInt8>) -> [Result<Pair, BodyProblem>] {
    var pairs: [Result<Pair, BodyProblem>] = []
    for part in text.split(separator: UInt8(ascii: "&")) {
      guard pairs.count < pairsMax else {
        pairs.append(.failure(.malformed("more than \(pairsMax) form fields")))
        break
      }
      pairs.append(Result { () throws(BodyProblem) in try pair(part) })
    }
    return pairs
  }

  private static func pair(_ part: some Collection<UInt8>) throws(BodyProblem) -> Pair {
    if part.contains(UInt8(ascii: ";")) { throw .malformed("invalid semicolon separator in query") }
    let end = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
    let name = try decoded(part[..<end])
    guard end < part.endIndex else { return Pair(name: name, value: []) }
    return Pair(name: name, value: try decoded(part[part.index(after: end)...]))
  }

  private static func decoded(_ text: some Collection<UInt8>) throws(BodyProblem) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var rest = Array(text)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard rest.count >= 2, let high = rest.first?.hexDigit, let low = rest.dropFirst().first?.hexDigit else {
          let text = String(decoding: [byte] + rest.prefix(2), as: UTF8.self)
          throw .malformed("invalid URL escape \(text.quoted)")
        }
        bytes.append(high << 4 | low)
        rest.removeFirst(2)
      default: bytes.append(byte)
      }
    }
    return bytes
  }
}

extension UInt8 {
  fileprivate var hexDigit: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

extension String {
  /// In quotation marks, as the original's messages quote what was sent; long text is cut.
  var quoted: String {
    var text = "\""
    for scalar in unicodeScalars.prefix(200) {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        text += "\\x" + (digits.count < 2 ? "0" : "") + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
