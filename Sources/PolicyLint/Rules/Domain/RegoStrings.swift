/// The string literals of a Rego text with their places. Comments are passed over.
struct RegoStrings: Sequence {
  struct Literal {
    var text: String
    var row: Int
    /// Of the opening quote, in characters.
    var column: Int
  }

  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func makeIterator() -> Iterator { Iterator(bytes) }

  struct Iterator: IteratorProtocol {
    private let bytes: [UInt8]
    private var index = 0
    private var row = 1
    private var column = 1

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> Literal? {
      while index < bytes.count {
        switch bytes[index] {
        case UInt8(ascii: "#"): while index < bytes.count, bytes[index] != 0x0A { advance() }
        case UInt8(ascii: "\""): return literal(until: UInt8(ascii: "\""), hasEscapes: true)
        case UInt8(ascii: "`"): return literal(until: UInt8(ascii: "`"), hasEscapes: false)
        default: advance()
        }
      }
      return nil
    }

    private mutating func literal(until quote: UInt8, hasEscapes: Bool) -> Literal {
      let (startRow, startColumn) = (row, column)
      advance()
      var text: [UInt8] = []
      while index < bytes.count, bytes[index] != quote {
        if hasEscapes, bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count { advance() }
        text.append(bytes[index])
        advance()
      }
      if index < bytes.count { advance() }
      return Literal(text: String(decoding: text, as: UTF8.self), row: startRow, column: startColumn)
    }

    private mutating func advance() {
      if bytes[index] == 0x0A {
        row += 1
        column = 1
      } else if bytes[index] & 0xC0 != 0x80 {
        column += 1
      }
      index += 1
    }
  }
}
