/// When a time zone has which offset: read from the bytes of a TZif file (RFC 8536).
final class ZoneRules {
  struct Local {
    var offset: Int
    var name: String
    var isDaylight: Bool
  }

  private var times: [Int64] = []
  private var indices: [UInt8] = []
  private var locals: [Local] = []
  /// What holds after the last transition.
  private var rule: PosixZone?

  init?(_ file: [UInt8]) {
    guard file.count >= 44, file.starts(with: "TZif".utf8) else { return nil }
    var reader = Reader(bytes: file)
    guard let header = Header(&reader) else { return nil }
    if file[4] >= UInt8(ascii: "2") {
      reader.index += header.byteCount(timeBytes: 4)
      guard let wide = Header(&reader), read(&reader, wide, timeBytes: 8) else { return nil }
      rule = PosixZone(footer: file[min(reader.index, file.count)...])
    } else if !read(&reader, header, timeBytes: 4) {
      return nil
    }
  }

  private struct Reader {
    let bytes: [UInt8]
    var index = 0

    mutating func integer(_ byteCount: Int) -> Int64? {
      guard index + byteCount <= bytes.count, index >= 0 else { return nil }
      var value: UInt64 = 0
      for byte in bytes[index..<(index + byteCount)] { value = value << 8 | UInt64(byte) }
      index += byteCount
      let shift = UInt64(64 - 8 * byteCount)
      return Int64(bitPattern: value << shift) >> Int64(shift)
    }
  }

  private struct Header {
    var counts: [Int] = []

    init?(_ reader: inout Reader) {
      reader.index += 20
      for _ in 0..<6 {
        guard let count = reader.integer(4), count >= 0, count < 1 << 20 else { return nil }
        counts.append(Int(count))
      }
    }

    var isUTCount: Int { counts[0] }
    var isStandardCount: Int { counts[1] }
    var leapCount: Int { counts[2] }
    var timeCount: Int { counts[3] }
    var typeCount: Int { counts[4] }
    var characterCount: Int { counts[5] }

    func byteCount(timeBytes: Int) -> Int {
      timeCount * timeBytes + timeCount + typeCount * 6 + characterCount + leapCount * (timeBytes + 4)
        + isStandardCount + isUTCount
    }
  }

  private func read(_ reader: inout Reader, _ header: Header, timeBytes: Int) -> Bool {
    let end = reader.index + header.byteCount(timeBytes: timeBytes)
    guard end <= reader.bytes.count, header.typeCount > 0 else { return false }
    for _ in 0..<header.timeCount {
      guard let time = reader.integer(timeBytes) else { return false }
      times.append(time)
    }
    indices = Array(reader.bytes[reader.index..<(reader.index + header.timeCount)])
    reader.index += header.timeCount
    var names: [Int] = []
    for _ in 0..<header.typeCount {
      guard let offset = reader.integer(4), let isDaylight = reader.integer(1), let name = reader.integer(1) else {
        return false
      }
      locals.append(Local(offset: Int(offset), name: "", isDaylight: isDaylight != 0))
      names.append(Int(name) & 0xFF)
    }
    let characters = reader.bytes[reader.index..<(reader.index + header.characterCount)]
    for (index, name) in names.enumerated() {
      locals[index].name = String(decoding: characters.dropFirst(name).prefix { $0 != 0 }, as: UTF8.self)
    }
    reader.index = end
    return indices.allSatisfy { Int($0) < locals.count } && zip(times, times.dropFirst()).allSatisfy { $0 <= $1 }
  }

  /// What holds at a time in seconds since 1970.
  func find(_ seconds: Int64) -> Local {
    guard let first = times.first, seconds >= first else {
      if times.isEmpty, let rule { return rule.find(seconds) }
      return beforeFirst
    }
    if seconds >= times[times.count - 1], let rule { return rule.find(seconds) }
    var low = 0
    var high = times.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if seconds < times[middle] { high = middle } else { low = middle }
    }
    return locals[Int(indices[low])]
  }

  /// Before the first transition: the first kind of time, or the standard time before it.
  private var beforeFirst: Local {
    if !indices.contains(0) { return locals[0] }
    if let index = indices.first, locals[Int(index)].isDaylight {
      for candidate in stride(from: Int(index) - 1, through: 0, by: -1) where !locals[candidate].isDaylight {
        return locals[candidate]
      }
    }
    return locals.first { !$0.isDaylight } ?? locals[0]
  }

  /// Seconds since 1970 at which clocks of this zone show what `seconds` would be in UTC.
  func seconds(local seconds: Int64) -> Int64 {
    let guess = find(seconds).offset
    let utc = seconds &- Int64(guess)
    return seconds &- Int64(find(utc).offset)
  }
}

/// The rule at the end of a zone file: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct PosixZone {
  private var standard = ZoneRules.Local(offset: 0, name: "", isDaylight: false)
  private var daylight: ZoneRules.Local?
  private var start = Day()
  private var end = Day()

  private struct Day {
    var kind: UInt8 = UInt8(ascii: "M")
    var number = 0
    var week = 0
    var month = 0
    var time = 7200
  }

  init?(footer: ArraySlice<UInt8>) {
    var text = footer.dropFirst().prefix { $0 != 0x0A }
    guard let name = PosixZone.name(&text), let offset = PosixZone.time(&text) else { return nil }
    standard = ZoneRules.Local(offset: -offset, name: name, isDaylight: false)
    guard !text.isEmpty else { return }
    guard let summer = PosixZone.name(&text) else { return nil }
    var summerOffset = standard.offset + 3600
    if let first = text.first, first != UInt8(ascii: ",") {
      guard let offset = PosixZone.time(&text) else { return nil }
      summerOffset = -offset
    }
    guard text.popFirst() == UInt8(ascii: ","), let start = PosixZone.day(&text),
      text.popFirst() == UInt8(ascii: ","), let end = PosixZone.day(&text)
    else { return nil }
    daylight = ZoneRules.Local(offset: summerOffset, name: summer, isDaylight: true)
    (self.start, self.end) = (start, end)
  }

  private static func name(_ text: inout ArraySlice<UInt8>) -> String? {
    let name: ArraySlice<UInt8>
    if text.first == UInt8(ascii: "<") {
      name = text.dropFirst().prefix { $0 != UInt8(ascii: ">") }
      text = text.dropFirst(name.count + 2)
    } else {
      name = text.prefix { ($0 | 0x20) &- UInt8(ascii: "a") < 26 }
      text = text.dropFirst(name.count)
    }
    return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
  }

  private static func number(_ text: inout ArraySlice<UInt8>) -> Int? {
    let digits = text.prefix { $0 &- UInt8(ascii: "0") <= 9 }
    guard !digits.isEmpty, digits.count < 6 else { return nil }
    text = text.dropFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  /// Seconds of `[-+]hours[:minutes[:seconds]]`.
  private static func time(_ text: inout ArraySlice<UInt8>) -> Int? {
    let isNegative = text.first == UInt8(ascii: "-")
    if isNegative || text.first == UInt8(ascii: "+") { text = text.dropFirst() }
    guard var total = number(&text).map({ $0 * 3600 }) else { return nil }
    for unit in [60, 1] where text.first == UInt8(ascii: ":") {
      text = text.dropFirst()
      guard let part = number(&text) else { return nil }
      total += part * unit
    }
    return isNegative ? -total : total
  }

  private static func day(_ text: inout ArraySlice<UInt8>) -> Day? {
    var day = Day()
    if let first = text.first, first == UInt8(ascii: "M") || first == UInt8(ascii: "J") {
      day.kind = first
      text = text.dropFirst()
    } else {
      day.kind = 0
    }
    guard let number = number(&text) else { return nil }
    day.number = number
    if day.kind == UInt8(ascii: "M") {
      day.month = number
      guard text.popFirst() == UInt8(ascii: "."), let week = self.number(&text),
        text.popFirst() == UInt8(ascii: "."), let weekday = self.number(&text), (1...12).contains(number),
        (1...5).contains(week), weekday < 7
      else { return nil }
      (day.week, day.number) = (week, weekday)
    }
    if text.first == UInt8(ascii: "/") {
      text = text.dropFirst()
      guard let time = time(&text) else { return nil }
      day.time = time
    }
    return day
  }

  func find(_ seconds: Int64) -> ZoneRules.Local {
    guard let daylight else { return standard }
    let days = CivilTime.divide(seconds + Int64(standard.offset), by: 86_400).0
    let year = CivilTime.date(days: Int(days)).year
    let from = begin(start, year) - Int64(standard.offset)
    let to = begin(end, year) - Int64(daylight.offset)
    let isSummer = from <= to ? seconds >= from && seconds < to : seconds >= from || seconds < to
    return isSummer ? daylight : standard
  }

  /// When a rule's day begins to hold in a year, by the clock on the wall.
  private func begin(_ day: Day, _ year: Int) -> Int64 {
    var days: Int
    switch day.kind {
    case UInt8(ascii: "J"):
      // 29 February is never counted.
      days = CivilTime.days(year: year, month: 1, day: day.number)
      if CivilTime.isLeap(year), day.number >= 60 { days += 1 }
    case 0: days = CivilTime.days(year: year, month: 1, day: 1) + day.number
    default:
      let first = CivilTime.days(year: year, month: day.month, day: 1)
      let weekday = ((first + 4) % 7 + 7) % 7
      days = first + (day.number - weekday + 7) % 7 + 7 * (day.week - 1)
      if days >= first + CivilTime.daysIn(month: day.month, year: year) { days -= 7 }
    }
    return Int64(days) * 86_400 + Int64(day.time)
  }
}
