// Unsafe: compares bytes in place.

public import Rego

/// A regular expression that picks operations, resources or mappers.
public struct Selector: Sendable {
  /// The pattern as written.
  public let pattern: Positioned<String>
  private let match: Match

  /// Most selectors need no automaton.
  private enum Match: Sendable {
    case exactly([UInt8])
    /// These bytes, then anything without a line feed.
    case prefix([UInt8])
    case expression(RegularExpression)
  }

  /// - Throws: when the anchored pattern is no regular expression.
  public init(_ pattern: Positioned<String>) throws(RegularExpressionError) {
    self.pattern = pattern
    let expression = try RegularExpression(Self.anchored(pattern.value))
    match = Self.plainMatch(expression.pattern) ?? .expression(expression)
  }

  /// The pattern with `^` in front and `$` behind, each unless it is there as text. No parentheses are added, so that
  /// `a|b` becomes `^a|b$`.
  public static func anchored(_ pattern: String) -> String {
    (pattern.hasPrefix("^") ? "" : "^") + pattern + (pattern.hasSuffix("$") ? "" : "$")
  }

  private static func plainMatch(_ anchored: String) -> Match? {
    var body = Array(anchored.utf8.dropFirst().dropLast())
    guard body.last != UInt8(ascii: "\\") else { return nil }
    let isPrefix = body.suffix(2) == [UInt8(ascii: "."), UInt8(ascii: "*")]
    if isPrefix { body.removeLast(2) }
    let special = Set("\\.+*?()|[]{}^$".utf8)
    guard !body.contains(where: special.contains) else { return nil }
    return isPrefix ? .prefix(body) : .exactly(body)
  }

  /// Whether the selector picks `text`, which must be UTF-8.
  package func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    switch match {
    case .exactly(let bytes):
      return text.count == bytes.count && Self.hasPrefix(text, bytes)
    case .prefix(let bytes):
      guard Self.hasPrefix(text, bytes) else { return false }
      for index in bytes.count..<text.count where text[index] == 0x0A { return false }
      return true
    case .expression(let expression): return expression.isFound(in: text)
    }
  }

  /// Whether the selector picks `text`.
  public func matches(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { matches($0) }
  }

  /// The bytes that a text must equal to be picked, when there is one such text.
  package var literal: [UInt8]? {
    if case .exactly(let bytes) = match { bytes } else { nil }
  }

  private static func hasPrefix(_ text: UnsafeBufferPointer<UInt8>, _ bytes: [UInt8]) -> Bool {
    guard text.count >= bytes.count else { return false }
    for index in 0..<bytes.count where text[index] != bytes[index] { return false }
    return true
  }
}
