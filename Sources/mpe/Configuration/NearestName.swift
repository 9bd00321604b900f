/// Finds what a mistyped name was probably meant to be.
enum NearestName {
  /// Longer words are not compared: the cost is the product of two lengths.
  private static let lengthMax = 100

  /// The candidate that the fewest insertions, removals, replacements and swaps of neighbours lead to; nil when even
  /// that one is another word: more than about a third of the letters differ.
  static func of(_ word: String, among candidates: [String]) -> String? {
    guard word.utf8.count <= lengthMax else { return nil }
    let letters = Array(word.utf8)
    var best: (name: String, distance: Int)?
    for candidate in candidates where candidate.utf8.count <= lengthMax {
      let others = Array(candidate.utf8)
      let bound = max(1, (max(letters.count, others.count) + 1) / 3)
      guard abs(letters.count - others.count) <= bound else { continue }
      let distance = distance(letters, others)
      if distance <= bound, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1] + [Int](repeating: 0, count: b.count)
      for j in b.indices {
        row[j + 1] = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1) }
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
