package import Rego

/// Spreads compact JSON over lines.
package enum JSONIndenter {
  /// Appends `compact` with two spaces a level; empty objects and arrays stay on one line.
  package static func write(_ compact: UnsafeBufferPointer<UInt8>, to writer: ByteWriter) {
    var level = 0
    var inString = false
    var index = 0
    func line() {
      writer.write("\n")
      for _ in 0..<level { writer.write("  ") }
    }
    while index < compact.count {
      let byte = compact[index]
      index += 1
      if inString {
        writer.write(byte)
        if byte == UInt8(ascii: "\\"), index < compact.count {
          writer.write(compact[index])
          index += 1
        } else if byte == UInt8(ascii: "\"") {
          inString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        writer.write(byte)
        if index < compact.count, compact[index] == UInt8(ascii: "}") || compact[index] == UInt8(ascii: "]") {
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
        inString = byte == UInt8(ascii: "\"")
        writer.write(byte)
      }
    }
  }
}
