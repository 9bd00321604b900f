import PolicyDomain

/// A file's text with fixes applied.
public struct FixedText: Sendable {
  /// The new text; equal to the old one where nothing could be applied.
  public private(set) var bytes: [UInt8]
  /// The findings that are mended.
  public private(set) var applied: [LintFinding] = []
  private let file: String
  private var edits: [(range: Range<Int>, replacement: [UInt8])] = []

  /// Applies the fixes of `findings` that lie in one file, in their order. Of two that touch the same text the first
  /// is applied; the other waits for another run.
  public init(_ bytes: [UInt8], file: String, findings: [LintFinding]) {
    self.bytes = bytes
    self.file = file
    guard Self.hasPlainLines(bytes) else { return }
    let lines = LineStarts(bytes)
    for finding in findings {
      guard let fix = finding.fix, take(fix, lines) else { continue }
      applied.append(finding)
    }
    let isWindows = bytes.firstRange(of: [0x0D, 0x0A]) != nil
    for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
      self.bytes.replaceSubrange(
        edit.range, with: isWindows ? Self.withCarriageReturns(edit.replacement) : edit.replacement)
    }
  }

  /// Whether lines end by LF or CR LF alone, so that places count the same in YAML and here, and the text is UTF-8.
  private static func hasPlainLines(_ bytes: [UInt8]) -> Bool {
    guard String(validating: bytes, as: UTF8.self) != nil, !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { return false }
    for (index, byte) in bytes.enumerated() {
      let rest = bytes.count - index
      if byte == 0x0D, rest < 2 || bytes[index + 1] != 0x0A { return false }
      if byte == 0xC2, rest > 1, bytes[index + 1] == 0x85 { return false }
      if byte == 0xE2, rest > 2, bytes[index + 1] == 0x80, bytes[index + 2] & 0xFE == 0xA8 { return false }
    }
    return true
  }

  private static func withCarriageReturns(_ text: [UInt8]) -> [UInt8] {
    text.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
  }

  /// Takes all edits of a fix, or none.
  private mutating func take(_ fix: LintFinding.Fix, _ lines: LineStarts) -> Bool {
    var new: [(range: Range<Int>, replacement: [UInt8])] = []
    for edit in fix.edits {
      guard edit.start.file == file, edit.end.file == file, let start = lines.offset(edit.start, in: bytes),
        let end = lines.offset(edit.end, in: bytes), start <= end
      else { return false }
      let range = start..<end
      guard !(edits + new).contains(where: { Self.touch($0.range, range) }) else { return false }
      new.append((range, Array(edit.replacement.utf8)))
    }
    guard let first = new.first else { return false }
    if let expected = fix.expected, Array(bytes[first.range]) != Array(expected.utf8) { return false }
    edits += new
    return true
  }

  private static func touch(_ first: Range<Int>, _ second: Range<Int>) -> Bool {
    first.overlaps(second) || first.lowerBound == second.lowerBound
  }

  /// What changed, line by line: `-` before the old one, `+` before the new one.
  public static func difference(_ old: [UInt8], _ new: [UInt8], file: String) -> String {
    func lines(_ bytes: [UInt8]) -> [String] {
      bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }
    let changes = lines(new).difference(from: lines(old))
    let steps = changes.map { change -> (line: Int, order: Int, text: String) in
      switch change {
      case .remove(let offset, let text, _): (offset, 0, "-\(text)")
      case .insert(let offset, let text, _): (offset, 1, "+\(text)")
      }
    }
    let body = steps.sorted { ($0.line, $0.order) < ($1.line, $1.order) }.map { "\($0.line + 1)\t\($0.text)\n" }
    return "--- \(file)\n+++ \(file)\n" + body.joined()
  }
}

/// Where the lines of a text begin.
struct LineStarts {
  private let starts: [Int]

  init(_ bytes: [UInt8]) {
    var starts = [0]
    for (index, byte) in bytes.enumerated() where byte == 0x0A { starts.append(index + 1) }
    self.starts = starts
  }

  /// The byte at a place; nil where there is no such place.
  func offset(_ position: SourcePosition, in bytes: [UInt8]) -> Int? {
    guard position.line >= 1, position.line <= starts.count, position.column >= 1 else { return nil }
    var offset = starts[position.line - 1]
    let end = position.line < starts.count ? starts[position.line] : bytes.count
    for _ in 1..<position.column {
      guard offset < end else { return nil }
      offset += 1
      while offset < end, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
    }
    return offset
  }
}
