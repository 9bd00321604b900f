/// The text of a YAML file and where its lines begin.
struct YAMLSource {
  let file: String
  let text: String
  /// The bytes of `text`.
  let bytes: [UInt8]
  private let lineStarts: [Int]

  /// Reads UTF-8, or UTF-16 with a byte order mark.
  init(file: String, bytes raw: [UInt8]) throws(DomainError) {
    self.file = file
    if let swapped = Self.utf16(raw) {
      text = String(decoding: swapped, as: UTF16.self)
    } else {
      let body = raw.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(raw.dropFirst(3)) : raw
      guard let valid = String(validating: body, as: UTF8.self) else {
        throw DomainError(
          DomainDiagnostic(
            .yaml, "the file is not UTF-8 text", at: Self.firstInvalid(body, file),
            remedy: "save it in the encoding UTF-8"))
      }
      text = valid
    }
    bytes = Array(text.utf8)
    lineStarts = Self.lineStarts(bytes)
  }

  private static func utf16(_ raw: [UInt8]) -> [UInt16]? {
    guard raw.count >= 2 else { return nil }
    let isLittle = raw[0] == 0xFF && raw[1] == 0xFE
    guard isLittle || raw[0] == 0xFE && raw[1] == 0xFF else { return nil }
    return stride(from: 2, to: raw.count - 1, by: 2).map { index in
      let (low, high) = isLittle ? (raw[index], raw[index + 1]) : (raw[index + 1], raw[index])
      return UInt16(high) << 8 | UInt16(low)
    }
  }

  private static func firstInvalid(_ bytes: [UInt8], _ file: String) -> SourcePosition {
    var line = 1
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == 0x0A {
      if String(validating: bytes[start..<index], as: UTF8.self) == nil { break }
      line += 1
      start = index + 1
    }
    return SourcePosition(file: file, line: line)
  }

  /// Lines end as libyaml counts them: LF, CR LF, CR, NEL, LS, PS.
  private static func lineStarts(_ bytes: [UInt8]) -> [Int] {
    var starts = [0]
    var index = 0
    while index < bytes.count {
      let rest = bytes.count - index
      var length = 0
      switch bytes[index] {
      case 0x0A: length = 1
      case 0x0D: length = rest > 1 && bytes[index + 1] == 0x0A ? 2 : 1
      case 0xC2 where rest > 1 && bytes[index + 1] == 0x85: length = 2
      case 0xE2 where rest > 2 && bytes[index + 1] == 0x80 && bytes[index + 2] & 0xFE == 0xA8: length = 3
      default: break
      }
      index += max(length, 1)
      if length > 0 { starts.append(index) }
    }
    return starts
  }

  var lineCount: Int { lineStarts.count }

  /// A line's bytes without what ends it; lines count from 1.
  func line(_ number: Int) -> ArraySlice<UInt8> {
    guard number >= 1, number <= lineStarts.count else { return [] }
    let start = lineStarts[number - 1]
    var end = number < lineStarts.count ? lineStarts[number] : bytes.count
    while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
    return bytes[start..<end]
  }

  func position(line: Int, column: Int) -> SourcePosition { SourcePosition(file: file, line: line, column: column) }

  /// The place of a byte of the text.
  func position(byteOffset: Int) -> SourcePosition {
    let line = (lineStarts.firstIndex { $0 > byteOffset } ?? lineStarts.count) - 1
    let end = min(max(byteOffset, lineStarts[line]), bytes.count)
    return position(line: line + 1, column: bytes[lineStarts[line]..<end].count { $0 & 0xC0 != 0x80 } + 1)
  }

  /// Where a literal block scalar's rows lie, found from the place where its node begins.
  func blockPlacement(nodeLine: Int, nodeColumn: Int, decoded: [UInt8]) -> RegoSnippet.Placement? {
    guard let header = blockHeaderLine(from: nodeLine, column: nodeColumn) else { return nil }
    var row = 0
    for rowText in decoded.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if rowText.contains(where: { $0 != 0x20 }) {
        let written = line(header + 1 + row).prefix { $0 == 0x20 }.count
        let kept = rowText.prefix { $0 == 0x20 }.count
        return .block(file: file, firstLine: header + 1, indent: max(0, written - kept))
      }
      row += 1
    }
    return .block(file: file, firstLine: header + 1, indent: 0)
  }

  /// The line with the `|` or `>` of a node that begins with its anchor or tag.
  private func blockHeaderLine(from first: Int, column: Int) -> Int? {
    var number = first
    var text = String(decoding: line(first), as: UTF8.self).unicodeScalars.dropFirst(column - 1)
    while number <= min(lineCount, first + 20) {
      while let scalar = text.first {
        if scalar == "|" || scalar == ">" { return number }
        if scalar == "#" { break }
        if scalar == "&" || scalar == "!" { text = text.drop { $0 != " " && $0 != "\t" } }
        text = text.drop { $0 == " " || $0 == "\t" }
        if let next = text.first, next != "|", next != ">", next != "&", next != "!", next != "#" { return nil }
      }
      number += 1
      text = String(decoding: line(number), as: UTF8.self).unicodeScalars.dropFirst(0)
    }
    return nil
  }
}
