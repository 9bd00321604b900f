import Rego

/// The keywords that a v0 text uses without importing them.
struct KeywordImports {
  /// The words, `in` of `import future.keywords.in`; empty for all of them at once.
  let words: [String]

  private static let known = ["in", "every", "contains", "if"]

  /// Finds them by trying: nil where no import makes the text parse, which it does not by itself.
  init?(missingFrom source: SourceText, compiler: Compiler) {
    let used = Self.known.filter { Self.contains(source.bytes, $0) }
    // `every` brings `in`.
    let pairs = used.indices.flatMap { first in used[(first + 1)...].map { [used[first], $0] } }
    guard let words = (used.map { [$0] } + pairs + [[]]).first(where: { Self.parses(source, with: $0, compiler) })
    else { return nil }
    self.words = words
  }

  /// The imports, one a line.
  var lines: [String] { Self.lines(words) }

  private static func lines(_ words: [String]) -> [String] {
    words.isEmpty ? ["import future.keywords"] : words.map { "import future.keywords.\($0)" }
  }

  private static func parses(_ source: SourceText, with words: [String], _ compiler: Compiler) -> Bool {
    guard let end = packageEnd(source.bytes) else { return false }
    let imports = Array(("\n" + lines(words).joined(separator: "\n") + "\n").utf8)
    let bytes = source.bytes[..<end] + imports + source.bytes[end...]
    do throws(Diagnostics) {
      _ = try compiler.parse(SourceText(name: source.name, bytes: Array(bytes)), version: .v0)
      return true
    } catch { return false }
  }

  /// The end of the package's line.
  private static func packageEnd(_ bytes: [UInt8]) -> Int? {
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      if bytes[start..<end].starts(with: "package ".utf8) { return end }
      start = end + 1
    }
    return nil
  }

  /// Whether a word stands in the text by itself.
  private static func contains(_ bytes: [UInt8], _ word: String) -> Bool {
    let word = Array(word.utf8)
    func isLetter(_ index: Int) -> Bool {
      guard bytes.indices.contains(index) else { return false }
      return (0x61...0x7A).contains(bytes[index] | 0x20) || bytes[index] == 0x5F
    }
    guard bytes.count >= word.count else { return false }
    return (0...(bytes.count - word.count)).contains { start in
      bytes[start] == word[0] && bytes[start..<start + word.count].elementsEqual(word) && !isLetter(start - 1)
        && !isLetter(start + word.count)
    }
  }
}
