/// Finds the word that somebody probably meant.
public enum NearestWord {
  /// Longer words are compared with nothing.
  private static let lengthMax = 200

  /// The word among `known` that the fewest insertions, deletions, replacements and swaps make of `word`: no more than
  /// about a third of the letters. Of several the first.
  public static func of(_ word: String, among known: [String]) -> String? {
    let letters = Array(word.unicodeScalars)
    guard !letters.isEmpty, letters.count <= lengthMax else { return nil }
    var best: (word: String, distance: Int)?
    for candidate in known {
      let other = Array(candidate.unicodeScalars)
      let bound = min(best.map { $0.distance - 1 } ?? .max, (max(letters.count, other.count) + 1) / 3)
      guard bound >= 0, other.count <= lengthMax, abs(letters.count - other.count) <= bound else { continue }
      let distance = distance(letters, other)
      if distance <= bound { best = (candidate, distance) }
    }
    return best?.word
  }

  private static func distance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
    var before: [Int] = []
    var row = Array(0...second.count)
    for (i, letter) in first.enumerated() {
      var next = [i + 1]
      for (j, other) in second.enumerated() {
        var least = min(row[j + 1] + 1, next[j] + 1, row[j] + (letter == other ? 0 : 1))
        if i > 0, j > 0, letter == second[j - 1], first[i - 1] == other { least = min(least, before[j - 1] + 1) }
        next.append(least)
      }
      (before, row) = (row, next)
    }
    return row[second.count]
  }
}
