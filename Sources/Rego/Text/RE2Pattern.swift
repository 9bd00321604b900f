// Unsafe: hands bytes and an owned pointer to RE2.

import CRE2

/// Why a pattern is no regular expression.
public struct RegularExpressionError: Error, Sendable, CustomStringConvertible {
  public let message: String
  public let pattern: String

  /// In the form that users of the reference know: `error parsing regexp: …` with the pattern behind it.
  public var description: String {
    guard let colon = message.firstIndex(of: ":"), message[colon...].hasPrefix(": ") else {
      return "error parsing regexp: \(message): `\(pattern)`"
    }
    return "error parsing regexp: \(message[..<colon]): `\(message[colon...].dropFirst(2))`"
  }
}

/// A compiled regular expression of RE2's syntax: no look-around, no back-references, linear time.
///
/// Immutable; may be matched from many threads.
public final class RegularExpression: @unchecked Sendable {
  public let pattern: String
  private let compiled: OpaquePointer

  /// What one pattern's program and automata may take.
  public static let memoryBytesMax: Int64 = 8 << 20

  /// Compiles `pattern`. Named groups may be written `(?P<n>…)` and `(?<n>…)`.
  public init(_ pattern: String) throws(RegularExpressionError) {
    self.pattern = pattern
    let rewritten = Self.rewriteNamedGroups(Array(pattern.utf8))
    var message = [CChar](repeating: 0, count: 256)
    let result = rewritten.withUnsafeBytes { bytes in
      cre2_compile(
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self) ?? Self.emptyText, bytes.count, Self.memoryBytesMax,
        &message, message.count)
    }
    guard let result else {
      let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw RegularExpressionError(message: String(decoding: text, as: UTF8.self), pattern: pattern)
    }
    compiled = result
  }

  deinit { cre2_free(compiled) }

  /// Whether the pattern is found anywhere in these bytes, which must be UTF-8.
  package func isFound(in text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = text.baseAddress else { return cre2_search(compiled, Self.emptyText, 0, 0, nil, 0) }
    return start.withMemoryRebound(to: CChar.self, capacity: text.count) {
      cre2_search(compiled, $0, text.count, 0, nil, 0)
    }
  }

  /// Whether the pattern is found anywhere in `text`.
  public func isFound(in text: String) -> Bool {
    var text = text
    return text.withUTF8 { isFound(in: $0) }
  }

  nonisolated(unsafe) private static let emptyText = UnsafePointer(UnsafeMutablePointer<CChar>.allocate(capacity: 1))

  /// RE2 as Debian 12 carries it knows only the spelling `(?P<n>…)`.
  static func rewriteNamedGroups(_ pattern: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(pattern.count + 4)
    var index = 0
    func byte(_ offset: Int) -> UInt8? { index + offset < pattern.count ? pattern[index + offset] : nil }
    func copy(_ count: Int) {
      let end = min(index + count, pattern.count)
      output += pattern[index..<end]
      index = end
    }
    while index < pattern.count {
      switch pattern[index] {
      case UInt8(ascii: "\\"):
        if byte(1) == UInt8(ascii: "Q") { copy(quotationLength(pattern, at: index)) } else { copy(2) }
      case UInt8(ascii: "["):
        copy(classLength(pattern, at: index))
      case UInt8(ascii: "(")
      where byte(1) == UInt8(ascii: "?") && byte(2) == UInt8(ascii: "<") && byte(3) != UInt8(ascii: "=")
        && byte(3) != UInt8(ascii: "!"):
        output += Array("(?P<".utf8)
        index += 3
      default:
        copy(1)
      }
    }
    return output
  }

  /// The length of `\Q…\E`, which has no end where the pattern ends first.
  private static func quotationLength(_ pattern: [UInt8], at start: Int) -> Int {
    var end = start + 2
    while end + 1 < pattern.count {
      if pattern[end] == UInt8(ascii: "\\"), pattern[end + 1] == UInt8(ascii: "E") { return end + 2 - start }
      end += 1
    }
    return pattern.count - start
  }

  /// The length of a bracket class; a `]` at its start is a member of it.
  private static func classLength(_ pattern: [UInt8], at start: Int) -> Int {
    var end = start + 1
    if end < pattern.count, pattern[end] == UInt8(ascii: "^") { end += 1 }
    if end < pattern.count, pattern[end] == UInt8(ascii: "]") { end += 1 }
    while end < pattern.count {
      switch pattern[end] {
      case UInt8(ascii: "\\"): end += 2
      case UInt8(ascii: "]"): return end + 1 - start
      case UInt8(ascii: "[") where end + 1 < pattern.count && pattern[end + 1] == UInt8(ascii: ":"):
        var close = end + 2
        while close < pattern.count, pattern[close] != UInt8(ascii: "]"), pattern[close] != UInt8(ascii: ":") {
          close += 1
        }
        let isNamed = close + 1 < pattern.count && pattern[close] == UInt8(ascii: ":")
        end = isNamed ? close + 2 : end + 1
      default: end += 1
      }
    }
    return pattern.count - start
  }
}
