/// The elements of a time layout as Go writes them: `2006-01-02T15:04:05Z07:00`.
struct TimeLayout {
  enum Element {
    case year, longYear, month, longMonth, numberMonth, zeroMonth, weekday, longWeekday
    case day, underscoreDay, zeroDay, underscoreYearDay, zeroYearDay
    case hour, hour12, zeroHour12, minute, zeroMinute, second, zeroSecond, upperPM, lowerPM, zoneName
    /// An offset: `Z` for UTC or not, and how it is written.
    case offset(zulu: Bool, OffsetStyle)
    /// A fraction of a second with so many digits, its separator, and whether zeros at its end are dropped.
    case fraction(digits: Int, separator: UInt8, trimmed: Bool)
  }

  enum OffsetStyle {
    case hours, minutes, colonMinutes, seconds, colonSeconds
  }

  static let longMonths: [StaticString] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  static let longWeekdays: [StaticString] = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]

  static let rfc3339: StaticString = "2006-01-02T15:04:05Z07:00"
  static let rfc3339Nano: StaticString = "2006-01-02T15:04:05.999999999Z07:00"

  private static let named: [(name: StaticString, layout: StaticString)] = [
    ("ANSIC", "Mon Jan _2 15:04:05 2006"), ("UnixDate", "Mon Jan _2 15:04:05 MST 2006"),
    ("RubyDate", "Mon Jan 02 15:04:05 -0700 2006"), ("RFC822", "02 Jan 06 15:04 MST"),
    ("RFC822Z", "02 Jan 06 15:04 -0700"), ("RFC850", "Monday, 02-Jan-06 15:04:05 MST"),
    ("RFC1123", "Mon, 02 Jan 2006 15:04:05 MST"), ("RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700"),
    ("RFC3339", rfc3339), ("RFC3339Nano", rfc3339Nano),
  ]

  /// The layout that a name stands for, or the text itself.
  static func resolve(_ text: Bytes) -> Bytes {
    for (name, layout) in named where text.equals(name) { return bytes(layout) }
    return text
  }

  static func bytes(_ text: StaticString) -> Bytes { Bytes(start: text.utf8Start, count: text.utf8CodeUnitCount) }

  private static let offsets: [(text: StaticString, style: OffsetStyle)] = [
    ("070000", .seconds), ("07:00:00", .colonSeconds), ("0700", .minutes), ("07:00", .colonMinutes), ("07", .hours),
  ]

  /// The first element from `start` on, and where it lies; nil when only plain text is left.
  static func next(_ layout: Bytes, from start: Int) -> (element: Element, start: Int, end: Int)? {
    var index = start
    while index < layout.count {
      if let (element, from, length) = element(layout, index) { return (element, from, from + length) }
      index += 1
    }
    return nil
  }

  private static func element(_ layout: Bytes, _ index: Int) -> (Element, Int, Int)? {
    func has(_ text: StaticString, _ at: Int = 0) -> Bool { layout.hasBytes(bytes(text), at: index + at) }
    func byte(_ at: Int) -> UInt8 { index + at < layout.count ? layout[index + at] : 0 }
    func isLower(_ at: Int) -> Bool { byte(at) &- UInt8(ascii: "a") < 26 }
    switch layout[index] {
    case UInt8(ascii: "J"):
      if has("January") { return (.longMonth, index, 7) }
      if has("Jan"), !isLower(3) { return (.month, index, 3) }
    case UInt8(ascii: "M"):
      if has("Monday") { return (.longWeekday, index, 6) }
      if has("Mon"), !isLower(3) { return (.weekday, index, 3) }
      if has("MST") { return (.zoneName, index, 3) }
    case UInt8(ascii: "0"):
      let elements: [Element] = [.zeroMonth, .zeroDay, .zeroHour12, .zeroMinute, .zeroSecond, .year]
      if byte(1) &- UInt8(ascii: "1") < 6 { return (elements[Int(byte(1) - UInt8(ascii: "1"))], index, 2) }
      if has("002") { return (.zeroYearDay, index, 3) }
    case UInt8(ascii: "1"): return has("15") ? (.hour, index, 2) : (.numberMonth, index, 1)
    case UInt8(ascii: "2"): return has("2006") ? (.longYear, index, 4) : (.day, index, 1)
    case UInt8(ascii: "_"):
      if has("_2006") { return (.longYear, index + 1, 4) }
      if has("_2") { return (.underscoreDay, index, 2) }
      if has("__2") { return (.underscoreYearDay, index, 3) }
    case UInt8(ascii: "3"): return (.hour12, index, 1)
    case UInt8(ascii: "4"): return (.minute, index, 1)
    case UInt8(ascii: "5"): return (.second, index, 1)
    case UInt8(ascii: "P"): if has("PM") { return (.upperPM, index, 2) }
    case UInt8(ascii: "p"): if has("pm") { return (.lowerPM, index, 2) }
    case UInt8(ascii: "-"), UInt8(ascii: "Z"):
      for (text, style) in offsets where has(text, 1) {
        return (.offset(zulu: layout[index] == UInt8(ascii: "Z"), style), index, 1 + text.utf8CodeUnitCount)
      }
    case UInt8(ascii: "."), UInt8(ascii: ","):
      guard byte(1) == UInt8(ascii: "0") || byte(1) == UInt8(ascii: "9") else { return nil }
      var digits = 1
      while byte(1 + digits) == byte(1) { digits += 1 }
      if byte(1 + digits) &- UInt8(ascii: "0") <= 9 { return nil }
      let isTrimmed = byte(1) == UInt8(ascii: "9")
      return (.fraction(digits: digits, separator: layout[index], trimmed: isTrimmed), index, 1 + digits)
    default: break
    }
    return nil
  }

  // MARK: Writing

  static func write(_ time: CivilTime, layout: Bytes, to writer: ByteWriter) {
    var index = 0
    while let (element, start, end) = next(layout, from: index) {
      writer.write(layout.part(index, start))
      write(time, element, to: writer)
      index = end
      if writer.isFull { return }
    }
    writer.write(layout.part(index, layout.count))
  }

  private static func write(_ time: CivilTime, _ element: Element, to writer: ByteWriter) {
    func number(_ value: Int, _ digits: Int, pad: UInt8 = UInt8(ascii: "0")) {
      var width = 1
      var rest = value
      while rest >= 10 {
        rest /= 10
        width += 1
      }
      for _ in 0..<max(0, digits - width) { writer.write(pad) }
      writer.write(Int64(value))
    }
    func name(_ text: StaticString, short: Bool) {
      writer.write(Bytes(start: text.utf8Start, count: short ? 3 : text.utf8CodeUnitCount))
    }
    let hour12 = time.hour % 12 == 0 ? 12 : time.hour % 12
    let space = UInt8(ascii: " ")
    switch element {
    case .year: number(time.year % 100, 2)
    case .longYear: number(time.year, 4)
    case .month: name(longMonths[time.month - 1], short: true)
    case .longMonth: name(longMonths[time.month - 1], short: false)
    case .numberMonth: number(time.month, 1)
    case .zeroMonth: number(time.month, 2)
    case .weekday: name(longWeekdays[time.weekday], short: true)
    case .longWeekday: name(longWeekdays[time.weekday], short: false)
    case .day: number(time.day, 1)
    case .underscoreDay: number(time.day, 2, pad: space)
    case .zeroDay: number(time.day, 2)
    case .underscoreYearDay: number(time.dayOfYear, 3, pad: space)
    case .zeroYearDay: number(time.dayOfYear, 3)
    case .hour: number(time.hour, 2)
    case .hour12: number(hour12, 1)
    case .zeroHour12: number(hour12, 2)
    case .minute: number(time.minute, 1)
    case .zeroMinute: number(time.minute, 2)
    case .second: number(time.second, 1)
    case .zeroSecond: number(time.second, 2)
    case .upperPM: writer.write(time.hour >= 12 ? "PM" : "AM")
    case .lowerPM: writer.write(time.hour >= 12 ? "pm" : "am")
    case .zoneName:
      if time.zone.isEmpty { writeOffset(time.offset, .minutes, to: writer) } else { writer.write(time.zone) }
    case .offset(let zulu, let style):
      if zulu, time.offset == 0 { writer.write(UInt8(ascii: "Z")) } else { writeOffset(time.offset, style, to: writer) }
    case .fraction(let digits, let separator, let trimmed):
      writeFraction(time.nanosecond, digits, separator, trimmed, to: writer)
    }
  }

  private static func writeOffset(_ offset: Int, _ style: OffsetStyle, to writer: ByteWriter) {
    func two(_ value: Int) {
      writer.write(UInt8(ascii: "0") + UInt8(value / 10 % 10))
      writer.write(UInt8(ascii: "0") + UInt8(value % 10))
    }
    let magnitude = abs(offset)
    writer.write(UInt8(ascii: offset < 0 ? "-" : "+"))
    two(magnitude / 3600)
    if case .hours = style { return }
    let hasColon: Bool
    let hasSeconds: Bool
    switch style {
    case .colonMinutes: (hasColon, hasSeconds) = (true, false)
    case .colonSeconds: (hasColon, hasSeconds) = (true, true)
    case .seconds: (hasColon, hasSeconds) = (false, true)
    default: (hasColon, hasSeconds) = (false, false)
    }
    if hasColon { writer.write(UInt8(ascii: ":")) }
    two(magnitude / 60 % 60)
    if hasSeconds {
      if hasColon { writer.write(UInt8(ascii: ":")) }
      two(magnitude % 60)
    }
  }

  private static func writeFraction(
    _ nanosecond: Int, _ digits: Int, _ separator: UInt8, _ trimmed: Bool, to writer: ByteWriter
  ) {
    // There are no digits beyond nanoseconds, whatever the layout asks for.
    var shown = min(digits, 9)
    var value = nanosecond
    for _ in shown..<9 { value /= 10 }
    if trimmed {
      while shown > 0, value % 10 == 0 {
        value /= 10
        shown -= 1
      }
      if shown == 0 { return }
    }
    writer.write(separator)
    var divisor = 1
    for _ in 1..<max(shown, 1) { divisor *= 10 }
    while divisor > 0, shown > 0 {
      writer.write(UInt8(ascii: "0") + UInt8(value / divisor % 10))
      divisor /= 10
    }
  }
}
