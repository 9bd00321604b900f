/// The key that was probably meant.
enum NearestKey {
  /// The key with the fewest letters to change, where these are fewer than half of them; nil when none is near.
  static func of(_ key: String, among known: [String]) -> String? {
    let candidates = known.map { (key: $0, distance: distance(fold(key), fold($0))) }
    guard let best = candidates.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance * 2 <= max(2, best.key.count) && best.distance <= 3 ? best.key : nil
  }

  private static func fold(_ key: String) -> [Character] {
    Array(key.prefix(64).lowercased().filter { $0 != "-" && $0 != "_" })
  }

  /// How many letters have to be put in, left out or changed.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (index, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (column, other) in right.enumerated() {
        let change = diagonal + (letter == other ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(change, row[column] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}
