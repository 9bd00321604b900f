import PolicyDomain
import Rego

extension LintedModule {
  var source: SourceText { syntax.source }
  var bytes: [UInt8] { lines.bytes }

  /// The text of some bytes.
  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The place of some bytes of the text.
  func location(_ range: Range<Int>) -> Location { lines.location(range, in: source) }

  /// Another text in the place of some bytes; nil where the text does not lie line by line in its file.
  func edit(_ range: Range<Int>, _ replacement: String) -> LintFinding.Fix.Edit? {
    guard case .block(_, _, let indent) = snippet.placement else { return nil }
    let margin = "\n" + String(repeating: " ", count: indent)
    let lines = replacement.split(separator: "\n", omittingEmptySubsequences: false)
    let text = lines.dropFirst().reduce(String(lines[0])) { $0 + ($1.isEmpty ? "\n" : margin + $1) }
    return LintFinding.Fix.Edit(
      start: position(location(range.lowerBound..<range.lowerBound)),
      end: position(location(range.upperBound..<range.upperBound)), replacement: text)
  }

  func fix(_ range: Range<Int>, _ replacement: String) -> LintFinding.Fix? {
    edit(range, replacement).map { LintFinding.Fix([$0]) }
  }

  /// All edits or none.
  func fix(_ edits: [(Range<Int>, String)]) -> LintFinding.Fix? {
    let made = edits.compactMap { edit($0.0, $0.1) }
    return made.count == edits.count && !made.isEmpty ? LintFinding.Fix(made) : nil
  }

  /// Removes a row with its line end; nil where it is the last one.
  func removal(ofRow row: Int) -> LintFinding.Fix.Edit? {
    guard case .block(let file, let firstLine, _) = snippet.placement, row < lines.count else { return nil }
    let line = firstLine + row - 1
    return LintFinding.Fix.Edit(
      start: SourcePosition(file: file, line: line, column: 1),
      end: SourcePosition(file: file, line: line + 1, column: 1), replacement: "")
  }

  /// Steps back from an offset over spaces and tabs.
  func skipSpaceBackwards(from offset: Int) -> Int {
    var offset = offset
    while offset > 0, bytes[offset - 1] == 0x20 || bytes[offset - 1] == 0x09 { offset -= 1 }
    return offset
  }

  /// Steps over spaces and tabs.
  func skipSpace(from offset: Int) -> Int {
    var offset = offset
    while offset < bytes.count, bytes[offset] == 0x20 || bytes[offset] == 0x09 { offset += 1 }
    return offset
  }

  /// The bytes of a plain `=` before a head's value; nil where there is `:=`, or a comment or line end between.
  func equalsSign(before value: Term) -> Range<Int>? {
    let end = skipSpaceBackwards(from: value.location.offset)
    guard end > 1, bytes[end - 1] == UInt8(ascii: "="), bytes[end - 2] != UInt8(ascii: ":") else { return nil }
    return end - 1..<end
  }

  /// Whether the package is `name` alone.
  func isPackage(_ name: String) -> Bool { syntax.package.count == 2 && syntax.package[1].isString(name) }

  var isPolicy: Bool { entity.kind == .policy }
  var isMapper: Bool { entity.kind == .mapper }
}
