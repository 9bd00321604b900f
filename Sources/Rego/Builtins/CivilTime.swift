/// A point in time as a calendar and a clock show it somewhere. Years are proleptic Gregorian.
package struct CivilTime {
  package var year = 0
  package var month = 1
  package var day = 1
  package var hour = 0
  package var minute = 0
  package var second = 0
  var nanosecond = 0
  /// Seconds east of UTC.
  var offset = 0
  /// The zone's abbreviation; empty when it has none.
  var zone = "UTC"

  init() {}

  /// What clock and calendar show in UTC.
  package init(utcNanoseconds: Int64) { self.init(nanoseconds: utcNanoseconds, in: nil) }

  init(nanoseconds: Int64, in zone: ZoneRules?) {
    let (seconds, rest) = CivilTime.divide(nanoseconds, by: 1_000_000_000)
    if let zone {
      let local = zone.find(seconds)
      offset = local.offset
      self.zone = local.name
    }
    nanosecond = Int(rest)
    let (days, ofDay) = CivilTime.divide(seconds + Int64(offset), by: 86_400)
    (year, month, day) = CivilTime.date(days: Int(days))
    hour = Int(ofDay) / 3600
    minute = Int(ofDay) / 60 % 60
    second = Int(ofDay) % 60
  }

  /// The quotient rounded down, and a remainder that is not negative.
  static func divide(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
  }

  /// The date that lies so many days after 1 January 1970.
  package static func date(days: Int) -> (year: Int, month: Int, day: Int) {
    // Counted from 1 March of a year 0, so that leap days come last; 400 years repeat.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let ofEra = shifted - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * ofYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// How many days after 1 January 1970 a date lies; the month must be from 1 to 12, the day may be any.
  package static func days(year: Int, month: Int, day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear - 719_468
  }

  static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  package static func daysIn(month: Int, year: Int) -> Int {
    month == 2 ? (isLeap(year) ? 29 : 28) : (month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31)
  }

  var daysSinceEpoch: Int { CivilTime.days(year: year, month: month, day: day) }

  /// From 1.
  var dayOfYear: Int { daysSinceEpoch - CivilTime.days(year: year, month: 1, day: 1) + 1 }

  /// Sunday is 0.
  var weekday: Int {
    let day = (daysSinceEpoch + 4) % 7
    return day < 0 ? day + 7 : day
  }

  /// Seconds since 1970 of what clock and calendar show, as if it were UTC.
  var secondsAsUTC: Int64 { Int64(daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second) }

  /// Nanoseconds since 1970, or nil when they do not fit 64 bits.
  static func nanoseconds(seconds: Int64, nanosecond: Int) -> Int64? {
    // Seconds before the epoch count down, their fraction up.
    let total = Int128(seconds) * 1_000_000_000 + Int128(nanosecond)
    return Int64(exactly: total)
  }
}
