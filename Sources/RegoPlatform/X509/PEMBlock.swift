internal import Rego

/// A block of a PEM text (RFC 7468): what it is called and what it holds.
struct PEMBlock {
  let label: String
  let bytes: [UInt8]

  /// The first block of a text and what follows it. Text before it is passed over, and so are blocks that are
  /// malformed.
  static func next(in text: ArraySlice<UInt8>) -> (block: PEMBlock, rest: ArraySlice<UInt8>)? {
    var lines = LineReader(text)
    while let line = lines.next() {
      guard let label = marked(line, "-----BEGIN ") else { continue }
      var body: [UInt8] = []
      var scan = lines
      var isHead = true
      while let inner = scan.next() {
        if let end = marked(inner, "-----END ") {
          if end == label, let bytes = decode(body) { return (PEMBlock(label: label, bytes: bytes), scan.rest) }
          break
        }
        if marked(inner, "-----BEGIN ") != nil { break }
        // Lines such as `Proc-Type: 4,ENCRYPTED` come first, and an empty line after them.
        if isHead, inner.contains(UInt8(ascii: ":")) { continue }
        isHead = inner.isEmpty
        body += inner
      }
    }
    return nil
  }

  /// All blocks of a text, in order.
  static func all(in text: ArraySlice<UInt8>) -> [PEMBlock] {
    var blocks: [PEMBlock] = []
    var rest = text
    while let (block, after) = next(in: rest) {
      blocks.append(block)
      rest = after
    }
    return blocks
  }

  private struct LineReader {
    var rest: ArraySlice<UInt8>
    init(_ text: ArraySlice<UInt8>) { rest = text }

    /// The next line without its end and without blanks before that.
    mutating func next() -> ArraySlice<UInt8>? {
      if rest.isEmpty { return nil }
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      var line = rest[rest.startIndex..<end]
      rest = end < rest.endIndex ? rest[(end + 1)...] : rest[end...]
      while let last = line.last, last == 0x20 || last == 0x09 || last == 0x0D { line.removeLast() }
      return line
    }
  }

  /// The label of a line that begins so and ends with five dashes.
  private static func marked(_ line: ArraySlice<UInt8>, _ prefix: String) -> String? {
    guard line.starts(with: prefix.utf8), line.count >= prefix.utf8.count + 5, line.suffix(5).allSatisfy({ $0 == 0x2D })
    else { return nil }
    return String(decoding: line.dropFirst(prefix.utf8.count).dropLast(5), as: UTF8.self)
  }

  private static func decode(_ body: [UInt8]) -> [UInt8]? {
    Base64Text.decode(body.filter { $0 != 0x20 && $0 != 0x09 })
  }
}
