/// What messages suggest in place of an unknown name.
enum GraphQLSuggestions {
  /// The options that are like `typed`, the most similar first.
  static func similar(to typed: String, among options: [String]) -> [String] {
    let threshold = typed.utf8.count * 2 / 5 + 1
    var found: [(option: String, distance: Int)] = []
    for option in options {
      let distance = distance(typed, option, atMost: threshold)
      if distance <= threshold { found.append((option, distance)) }
    }
    // Sorting is stable by the position, as the reference's is for short lists.
    let order = found.indices.sorted { (found[$0].distance, $0) < (found[$1].distance, $1) }
    return order.map { found[$0].option }
  }

  /// ` Did you mean "a" or "b"?`, or nothing.
  static func text(_ prefix: String, _ typed: String, _ options: [String], isQuoted: Bool = true) -> String {
    let similar = similar(to: typed, among: options)
    return similar.isEmpty ? "" : " \(prefix) \(list(isQuoted ? similar.map { "\"\($0)\"" } : similar))?"
  }

  /// `a, b, or c`, five at most.
  static func list(_ items: [String]) -> String {
    let items = items.prefix(5)
    if items.count == 2 { return "\(items[0]) or \(items[1])" }
    guard items.count > 1, let last = items.last else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + ", or " + last
  }

  /// How many code points are to be put, taken or changed; another case counts as one change. More than `limit` where
  /// that is sure before counting.
  private static func distance(_ a: String, _ b: String, atMost limit: Int) -> Int {
    if a == b { return 0 }
    let first = Array(a.lowercased().unicodeScalars)
    let second = Array(b.lowercased().unicodeScalars)
    if first == second { return 1 }
    guard abs(first.count - second.count) <= limit, first.count <= 256, second.count <= 256 else { return limit + 1 }
    var row = Array(0...second.count)
    for (index, scalar) in first.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (column, other) in second.enumerated() {
        let above = row[column + 1]
        row[column + 1] = min(above + 1, row[column] + 1, diagonal + (scalar == other ? 0 : 1))
        diagonal = above
      }
    }
    return row[second.count]
  }
}
