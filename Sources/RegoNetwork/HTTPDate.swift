internal import Rego

/// Dates in HTTP headers: `Sun, 06 Nov 1994 08:49:37 GMT`, and the two older forms that must be understood.
enum HTTPDate {
  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

  /// Nanoseconds since 1970, at most 64 bits of them; nil when it is no date.
  static func nanoseconds(_ text: String) -> Int64? {
    let words = text.lowercased().split { $0 == " " || $0 == "," || $0 == "-" }.map(String.init)
    switch words.count {
    // Sun, 06 Nov 1994 08:49:37 GMT; Sunday, 06-Nov-94 08:49:37 GMT
    case 6 where words[5] == "gmt" || words[5] == "utc": return date(words[3], words[2], words[1], words[4])
    // Sun Nov  6 08:49:37 1994
    case 5: return date(words[4], words[1], words[2], words[3])
    default: return nil
    }
  }

  private static func date(_ year: String, _ month: String, _ day: String, _ time: String) -> Int64? {
    let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { number(String($0)) }
    guard var year = number(year), let month = months.firstIndex(of: month), let day = number(day),
      (1...31).contains(day), clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
      hour < 24, minute < 60, second < 61
    else { return nil }
    // Two digits mean the century in which that year is nearest.
    if year < 70 { year += 2000 } else if year < 100 { year += 1900 }
    let days = CivilTime.days(year: year, month: month + 1, day: day)
    let seconds = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? .max : nanoseconds
  }

  /// Up to four digits.
  private static func number(_ text: String) -> Int? {
    guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
    return Int(text)
  }
}
