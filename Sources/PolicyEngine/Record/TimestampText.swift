import Rego

/// Times as RFC 3339 text in UTC with 0, 3, 6 or 9 digits of fraction.
enum TimestampText {
  /// - Parameter nanoseconds: since 1970.
  static func write(nanoseconds: Int64, to writer: ByteWriter) {
    let (seconds, fraction) = nanoseconds.floorDivided(by: 1_000_000_000)
    let (days, second) = seconds.floorDivided(by: 86_400)
    let (year, month, day) = civil(days: days)
    write(year, 4, to: writer)
    writer.write("-")
    write(month, 2, to: writer)
    writer.write("-")
    write(day, 2, to: writer)
    writer.write("T")
    write(second / 3600, 2, to: writer)
    writer.write(":")
    write(second / 60 % 60, 2, to: writer)
    writer.write(":")
    write(second % 60, 2, to: writer)
    if fraction > 0 {
      writer.write(".")
      if fraction % 1_000_000 == 0 {
        write(fraction / 1_000_000, 3, to: writer)
      } else if fraction % 1_000 == 0 {
        write(fraction / 1_000, 6, to: writer)
      } else {
        write(fraction, 9, to: writer)
      }
    }
    writer.write("Z")
  }

  private static func write(_ number: Int64, _ width: Int, to writer: ByteWriter) {
    var power: Int64 = 1
    for _ in 1..<width { power *= 10 }
    var rest = number
    for _ in 0..<width {
      writer.write(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / power % 10))
      rest %= power
      power = max(1, power / 10)
    }
  }

  /// The date of a day since 1970 in the Gregorian calendar, counted in eras of 400 years that begin in March.
  private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, dayOfEra) = (days + 719_468).floorDivided(by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}

extension Int64 {
  fileprivate func floorDivided(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
