/// Timestamps in plain scalars: `2024-01-02`, `2024-01-02T03:04:05.6Z`, `2024-1-2 3:4:5`.
enum YAMLTimestamp {
  /// The timestamp as RFC 3339 text without trailing zeros in its fraction, or nil when `text` is none.
  static func json(_ text: String) -> String? {
    var scan = Scanner(Array(text.utf8))
    guard let year = scan.number(4...4), scan.take("-"), let month = scan.number(1...2), scan.take("-"),
      let day = scan.number(1...2), isDate(year, month, day)
    else { return nil }
    let date = pad(year, 4) + "-" + pad(month, 2) + "-" + pad(day, 2)
    if scan.isAtEnd { return date + "T00:00:00Z" }
    let hasZone = scan.take("T") || scan.take("t")
    guard hasZone || scan.take(" "), let hour = scan.number(1...2), scan.take(":"), let minute = scan.number(1...2),
      scan.take(":"), let second = scan.number(1...2), hour < 24, minute < 60, second < 60
    else { return nil }
    guard let fraction = scan.fraction() else { return nil }
    var zone = "Z"
    if hasZone {
      guard let written = scan.zone() else { return nil }
      zone = written
    }
    guard scan.isAtEnd else { return nil }
    return date + "T" + pad(hour, 2) + ":" + pad(minute, 2) + ":" + pad(second, 2) + fraction + zone
  }

  private static func isDate(_ year: Int, _ month: Int, _ day: Int) -> Bool {
    guard month >= 1, month <= 12, day >= 1 else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return day <= days[month - 1]
  }

  private static func pad(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }

  private struct Scanner {
    let bytes: [UInt8]
    var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
      index += 1
      return true
    }

    mutating func number(_ widths: ClosedRange<Int>) -> Int? {
      var value = 0
      let start = index
      while index < bytes.count, index - start < widths.upperBound, bytes[index] >= UInt8(ascii: "0"),
        bytes[index] <= UInt8(ascii: "9")
      {
        value = value * 10 + Int(bytes[index] - UInt8(ascii: "0"))
        index += 1
      }
      return widths.contains(index - start) ? value : nil
    }

    /// `.123` without trailing zeros, empty when there is none, nil when it is malformed.
    mutating func fraction() -> String? {
      guard take(".") else { return "" }
      var digits: [UInt8] = []
      while index < bytes.count, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") {
        digits.append(bytes[index])
        index += 1
      }
      if digits.isEmpty { return nil }
      digits = Array(digits.prefix(9))
      while digits.last == UInt8(ascii: "0") { digits.removeLast() }
      return digits.isEmpty ? "" : "." + String(decoding: digits, as: UTF8.self)
    }

    mutating func zone() -> String? {
      if take("Z") { return "Z" }
      let isNegative = take("-")
      guard isNegative || take("+"), let hours = number(2...2), take(":"), let minutes = number(2...2), hours <= 24,
        minutes < 60
      else { return nil }
      if hours == 0, minutes == 0 { return "Z" }
      return (isNegative ? "-" : "+") + pad(hours, 2) + ":" + pad(minutes, 2)
    }
  }
}
