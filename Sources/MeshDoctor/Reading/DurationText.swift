/// Durations as protobuf's JSON (`0.25s`) and Go (`1m30s`, `250ms`) write them.
enum DurationText {
  private static let units: [(name: String, seconds: Double)] = [
    ("ms", 1e-3), ("us", 1e-6), ("µs", 1e-6), ("ns", 1e-9), ("s", 1), ("m", 60), ("h", 3600),
  ]

  /// Whether it is a duration of protobuf's JSON, which Envoy takes alone: seconds, nine places at most, and `s`.
  static func isOfProtobuf(_ text: String) -> Bool {
    guard text.hasSuffix("s") else { return false }
    let parts = text.dropLast().split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
      && (parts.count < 2 || parts[1].utf8.count <= 9)
  }

  /// Seconds, or nil where the text is no duration.
  static func seconds(_ text: String) -> Double? {
    var rest = text[...]
    var total = 0.0
    guard !rest.isEmpty, rest.utf8.count < 64 else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
      rest = rest.dropFirst(digits.count)
      guard let number = Double(digits), let unit = units.first(where: { rest.hasPrefix($0.name) }) else { return nil }
      rest = rest.dropFirst(unit.name.count)
      total += number * unit.seconds
    }
    return total
  }
}
