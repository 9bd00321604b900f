/// Durations and sizes as flags write them.
enum Quantity {
  private static let durations: [(unit: String, factor: Double)] = [
    ("ns", 1), ("us", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9),
  ]
  private static let sizes: [(unit: String, factor: Double)] = [
    ("KiB", 1024), ("MiB", 1_048_576), ("GiB", 1_073_741_824), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("B", 1),
    ("", 1),
  ]

  /// `250ms`, `10s`, `5m`.
  static func nanoseconds(_ text: String, flag: String) throws(FatalError) -> Int64 {
    guard let value = parse(text, durations) else {
      throw FatalError("invalid value \"\(text)\" for flag -\(flag): write a duration such as `250ms` or `10s`")
    }
    return value
  }

  /// `4MiB`, `64KiB`, `1000`.
  static func bytes(_ text: String, flag: String) throws(FatalError) -> Int {
    guard let value = parse(text, sizes) else {
      throw FatalError("invalid value \"\(text)\" for flag -\(flag): write a size such as `64KiB` or `4MiB`")
    }
    return Int(value)
  }

  private static func parse(_ text: String, _ units: [(unit: String, factor: Double)]) -> Int64? {
    let number = text.prefix { $0.isNumber || $0 == "." }
    let unit = text.dropFirst(number.count)
    guard let value = Double(number), let factor = units.first(where: { $0.unit == unit })?.factor else { return nil }
    let product = value * factor
    return product.isFinite && product < 0x1p62 ? Int64(product) : nil
  }
}
