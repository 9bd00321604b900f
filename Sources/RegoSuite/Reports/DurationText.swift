/// Durations as the reference prints them: `1.5µs`, `12.034ms`, `1m2.5s`.
enum DurationText {
  static func text(nanoseconds: UInt64) -> String {
    switch nanoseconds {
    case 0: "0s"
    case ..<1_000: "\(nanoseconds)ns"
    case ..<1_000_000: decimal(nanoseconds, unit: 1_000) + "µs"
    case ..<1_000_000_000: decimal(nanoseconds, unit: 1_000_000) + "ms"
    case ..<60_000_000_000: decimal(nanoseconds, unit: 1_000_000_000) + "s"
    default: "\(nanoseconds / 60_000_000_000)m" + decimal(nanoseconds % 60_000_000_000, unit: 1_000_000_000) + "s"
    }
  }

  /// Without zeros at the end.
  private static func decimal(_ value: UInt64, unit: UInt64) -> String {
    var digits = String(unit + value % unit).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return digits.isEmpty ? "\(value / unit)" : "\(value / unit).\(digits)"
  }
}
