/// Spreads compact JSON over lines.
package struct JSONIndenter {
  /// What begins every line but the first.
  var prefix = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  /// What stands for one level.
  var indent: UnsafeBufferPointer<UInt8>

  /// Two spaces a level.
  package static var twoSpaces: JSONIndenter {
    JSONIndenter(indent: UnsafeBufferPointer(start: StaticString("  ").utf8Start, count: 2))
  }

  /// A tab a level.
  package static var tabs: JSONIndenter {
    JSONIndenter(indent: UnsafeBufferPointer(start: StaticString("\t").utf8Start, count: 1))
  }

  /// Appends `compact` over several lines; empty objects and arrays stay on one. Stops where the writer is full.
  package func write(_ compact: UnsafeBufferPointer<UInt8>, to writer: ByteWriter) {
    var level = 0
    var isInString = false
    var index = 0
    func line() {
      writer.write(UInt8(ascii: "\n"))
      writer.write(prefix)
      for _ in 0..<level where !writer.isFull { writer.write(indent) }
    }
    while index < compact.count, !writer.isFull {
      let byte = compact[index]
      index += 1
      if isInString {
        writer.write(byte)
        if byte == UInt8(ascii: "\\"), index < compact.count {
          writer.write(compact[index])
          index += 1
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        writer.write(byte)
        // `{` and `[` differ from what closes them by 2.
        if index < compact.count, compact[index] == byte + 2 {
          writer.write(compact[index])
          index += 1
        } else {
          level += 1
          line()
        }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        level -= 1
        line()
        writer.write(byte)
      case UInt8(ascii: ","):
        writer.write(byte)
        line()
      case UInt8(ascii: ":"): writer.write(": ")
      default:
        isInString = byte == UInt8(ascii: "\"")
        writer.write(byte)
      }
    }
  }
}
