internal import Rego

/// A point in time as certificates write it: to the second, with the offset from UTC that was written.
struct CertificateTime {
  /// Seconds since 1970.
  let seconds: Int64
  let offsetMinutes: Int
  private let digits: [UInt8]
  private let year: Int

  /// Reads a UTCTime or a GeneralizedTime.
  init(_ reader: inout DERReader) throws(BuiltinError) {
    if reader.isNext(DERReader.Tag.utcTime) {
      guard let content = reader.content(DERReader.Tag.utcTime), let time = CertificateTime(content, yearDigits: 2)
      else {
        throw .failed("x509: malformed UTCTime")
      }
      self = time
    } else if reader.isNext(DERReader.Tag.generalizedTime) {
      guard let content = reader.content(DERReader.Tag.generalizedTime),
        let time = CertificateTime(content, yearDigits: 4)
      else { throw .failed("x509: malformed GeneralizedTime") }
      self = time
    } else {
      throw .failed("x509: unsupported time format")
    }
  }

  /// Reads `[YY]YYMMDDhhmmss` and `Z` or an offset; a UTCTime may do without seconds.
  private init?(_ text: ArraySlice<UInt8>, yearDigits: Int) {
    let text = Array(text)
    let zoneStart = text.firstIndex { !(0x30...0x39 ~= $0) } ?? text.count
    let hasSeconds = zoneStart == yearDigits + 10
    guard hasSeconds || (yearDigits == 2 && zoneStart == 10),
      let offset = CertificateTime.offset(text[zoneStart...])
    else { return nil }
    func number(_ start: Int, _ count: Int) -> Int {
      text[start..<(start + count)].reduce(0) { $0 * 10 + Int($1 & 15) }
    }
    var year = number(0, yearDigits)
    if yearDigits == 2 { year += year >= 50 ? 1900 : 2000 }
    let rest = yearDigits
    let (month, day, hour) = (number(rest, 2), number(rest + 2, 2), number(rest + 4, 2))
    let (minute, second) = (number(rest + 6, 2), hasSeconds ? number(rest + 8, 2) : 0)
    guard 1...12 ~= month, 1...CivilTime.daysIn(month: month, year: year) ~= day, hour < 24, minute < 60, second < 60
    else { return nil }
    let days = CivilTime.days(year: year, month: month, day: day)
    seconds = Int64(days * 86_400 + hour * 3600 + minute * 60 + second - offset * 60)
    offsetMinutes = offset
    digits = Array(text[rest..<zoneStart]) + (hasSeconds ? [] : [0x30, 0x30])
    self.year = year
  }

  /// Minutes east of UTC of `Z`, `+hhmm` or `-hhmm`; zero is written `Z` alone.
  private static func offset(_ zone: ArraySlice<UInt8>) -> Int? {
    if zone.elementsEqual([UInt8(ascii: "Z")]) { return 0 }
    guard zone.count == 5, let sign = zone.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      zone.dropFirst().allSatisfy({ 0x30...0x39 ~= $0 })
    else { return nil }
    let digits = zone.dropFirst().map { Int($0 & 15) }
    let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
    guard hours <= 24, minutes < 60, hours + minutes > 0 else { return nil }
    return (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
  }

  /// The time as RFC 3339 writes it.
  var text: String {
    func part(_ start: Int) -> String { String(decoding: digits[start..<(start + 2)], as: UTF8.self) }
    func padded(_ number: Int, _ count: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
    let date = "\(padded(year, 4))-\(part(0))-\(part(2))T\(part(4)):\(part(6)):\(part(8))"
    if offsetMinutes == 0 { return date + "Z" }
    let size = abs(offsetMinutes)
    return "\(date)\(offsetMinutes < 0 ? "-" : "+")\(padded(size / 60, 2)):\(padded(size % 60, 2))"
  }
}
