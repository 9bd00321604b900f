public import Rego

/// A Rego text inside a bundle, and the way back from its rows and columns to the file's.
public struct RegoSnippet: Sendable {
  /// How the text lies in its file.
  public enum Placement: Sendable {
    /// Nowhere: the entry has no text.
    case absent
    /// Row 1 is line `firstLine`, and `indent` characters precede every row.
    case block(file: String, firstLine: Int, indent: Int)
    /// Inside one line, or folded in a way that rows cannot be told apart: every place is reported as the start.
    case inline(SourcePosition)
  }

  /// The decoded text, named after the entry's MRN or name.
  public let source: SourceText
  public let placement: Placement

  public init(source: SourceText, placement: Placement) {
    self.source = source
    self.placement = placement
  }

  public var text: String { String(decoding: source.bytes, as: UTF8.self) }

  /// Whether there is nothing but white space.
  public var isBlank: Bool { source.bytes.allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D } }

  /// The place in the file of a row and a column (from 1) of the text.
  public func position(row: Int, column: Int) -> SourcePosition {
    switch placement {
    case .absent: SourcePosition(file: source.name)
    case .inline(let start): start
    case .block(let file, let firstLine, let indent):
      position(row, column, file, firstLine, indent)
    }
  }

  /// A place behind the last line, where a text that ends too early is found wanting, is that line's end.
  private func position(
    _ row: Int, _ column: Int, _ file: String, _ firstLine: Int, _ indent: Int
  ) -> SourcePosition {
    let rows = source.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let isBehind = row >= rows.count && rows.last?.isEmpty == true
    guard isBehind, let last = rows.lastIndex(where: { !$0.isEmpty }) else {
      return SourcePosition(file: file, line: firstLine + max(row, 1) - 1, column: max(column, 1) + indent)
    }
    let characters = rows[last].count { $0 & 0xC0 != 0x80 }
    return SourcePosition(file: file, line: firstLine + last, column: characters + 1 + indent)
  }

  /// Where the text begins.
  public var start: SourcePosition { position(row: 1, column: 1) }
}
