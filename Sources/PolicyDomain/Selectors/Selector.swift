// Unsafe: compares bytes in place.

public import Rego

/// A regular expression that picks operations, resources or mappers.
public struct Selector: Sendable {
  /// The pattern as written.
  public let pattern: Positioned<String>
  private let match: Match

  /// Most selectors are text with `.*` in it and need no automaton.
  private enum Match: Sendable {
    case text(SelectorText)
    case expression(RegularExpression)
  }

  /// - Throws: when the anchored pattern is no regular expression.
  public init(_ pattern: Positioned<String>) throws(RegularExpressionError) {
    self.pattern = pattern
    let anchored = Self.anchored(pattern.value)
    if let text = SelectorText(anchored: anchored) {
      match = .text(text)
    } else {
      match = .expression(try RegularExpression(anchored))
    }
  }

  /// The pattern with `^` in front and `$` behind, each unless it is there as text. No parentheses are added, so that
  /// `a|b` becomes `^a|b$`.
  public static func anchored(_ pattern: String) -> String {
    (pattern.hasPrefix("^") ? "" : "^") + pattern + (pattern.hasSuffix("$") ? "" : "$")
  }

  /// Whether the selector picks `text`, which must be UTF-8.
  package func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    switch match {
    case .text(let own): own.matches(text)
    case .expression(let expression): expression.isFound(in: text)
    }
  }

  /// Whether the selector picks `text`.
  public func matches(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { matches($0) }
  }

  /// The bytes that a text must equal to be picked, when there is one such text.
  package var literal: [UInt8]? {
    if case .text(let text) = match { text.literal } else { nil }
  }

  /// The bytes that a text must begin with, when every text without a line feed that does is picked.
  package var prefix: [UInt8]? {
    if case .text(let text) = match { text.prefix } else { nil }
  }

  /// What every text that is picked contains: of each of these lists at least one member. No member is empty. There
  /// are none where nothing is known.
  package var requiredTexts: [[[UInt8]]] {
    switch match {
    case .text(let text): text.parts.filter { !$0.isEmpty }.map { [$0] }
    case .expression(let expression): RequiredTexts.of(Array(expression.pattern.utf8))
    }
  }
}
