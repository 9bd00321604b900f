import PolicyDomain

/// A text inside a file, such as an entry of a ConfigMap, and the way back to the file's lines.
struct EmbeddedText {
  let bytes: [UInt8]
  private let start: SourcePosition
  /// Lines before its first one, and characters before each of its lines; nil where it is no literal block.
  private let offset: (lines: Int, columns: Int)?

  /// - Parameters:
  ///   - value: the scalar.
  ///   - lines: of the file.
  init?(_ value: YAMLOutline, lines: FileLines) {
    guard case .text(let text) = value.content else { return nil }
    bytes = Array(text.utf8)
    start = value.position
    let header = lines[start.line]
    guard header.contains(UInt8(ascii: "|")) else {
      offset = nil
      return
    }
    var columns = 0
    for (row, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      guard line.contains(where: { $0 != 0x20 }) else { continue }
      let written = lines[start.line + 1 + row].prefix { $0 == 0x20 }.count
      columns = max(0, written - line.prefix { $0 == 0x20 }.count)
      break
    }
    offset = (start.line, columns)
  }

  /// Where a place of the text stands in the file.
  func position(_ inner: SourcePosition) -> SourcePosition {
    guard let offset, inner.line > 0 else { return start }
    return SourcePosition(
      file: inner.file, line: inner.line + offset.lines, column: inner.column == 0 ? 0 : inner.column + offset.columns)
  }

  /// The same document with its places in the file.
  func moved(_ outline: YAMLOutline) -> YAMLOutline {
    let content: YAMLOutline.Content =
      switch outline.content {
      case .sequence(let elements): .sequence(elements.map(moved))
      case .mapping(let pairs):
        .mapping(
          pairs.map { YAMLOutline.Pair(key: $0.key, position: position($0.position), value: moved($0.value)) })
      default: outline.content
      }
    return YAMLOutline(content: content, position: position(outline.position))
  }
}

/// The lines of a file, from 1.
struct FileLines {
  private let bytes: [UInt8]
  private let starts: [Int]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    starts = [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
  }

  subscript(number: Int) -> ArraySlice<UInt8> {
    guard number >= 1, number <= starts.count else { return [] }
    let end = number < starts.count ? starts[number] - 1 : bytes.count
    return bytes[starts[number - 1]..<end]
  }
}
