import BigInt

/// One verb of a format with its flags, and how it writes an argument.
struct FormatItem {
  let writer: ByteWriter
  var width: Int?
  var precision: Int?
  var isSharp = false
  var isZero = false
  var isPlus = false
  var isMinus = false
  var isSpace = false
  /// `%#v` and `%+v`: flags that mean something else with this verb.
  private var isSharpValue = false
  private var isPlusValue = false

  init(writer: ByteWriter) { self.writer = writer }

  mutating func prepareForValue() {
    isSharpValue = isSharp
    isSharp = false
    isPlusValue = isPlus
    isPlus = false
  }

  mutating func write(_ value: Value, verb: UInt32) {
    let letter = verb < 0x80 ? UInt8(verb) : 0
    switch value.tag {
    case .int: writeInteger(value.int64, value, letter, verb)
    case .decimal: writeDecimal(value, letter, verb)
    case .string: writeString(value.utf8, value, letter, verb)
    default:
      // What is neither a number nor a string is formatted as the string of its Rego text.
      let isPlain = width == nil && precision == nil && !isSharpValue
      if isPlain, letter == UInt8(ascii: "v") || letter == UInt8(ascii: "s") {
        return TermText.write(value, to: writer)
      }
      let text = ByteWriter(capacity: 256)
      TermText.write(value, to: text)
      if letter == UInt8(ascii: "T") { return writeType("string") }
      writeString(text.bytes, value, letter, verb)
    }
  }

  private func writeType(_ name: StaticString) {
    pad(truncated(Bytes(start: name.utf8Start, count: name.utf8CodeUnitCount)))
  }

  /// The verb does not fit the argument.
  private mutating func complain(_ value: Value, _ verb: UInt32) {
    writer.write("%!")
    writer.write(scalar: verb)
    writer.write(UInt8(ascii: "("))
    writeTypeAndValue(value)
    writer.write(UInt8(ascii: ")"))
  }

  mutating func writeTypeAndValue(_ value: Value) {
    writer.write(FormatItem.typeName(value))
    writer.write(UInt8(ascii: "="))
    write(value, verb: 0x76)
  }

  static func typeName(_ value: Value) -> StaticString {
    switch value.tag {
    case .int: "int"
    case .decimal:
      switch DecimalKind(value) {
      case .integer: "int"
      case .big: "*big.Int"
      case .double: "float64"
      case .text: "string"
      }
    default: "string"
    }
  }

  // MARK: Numbers

  private mutating func writeDecimal(_ value: Value, _ letter: UInt8, _ verb: UInt32) {
    switch DecimalKind(value) {
    case .integer(let integer): writeInteger(integer, value, letter, verb)
    case .big: writeBig(value.utf8, letter, verb)
    case .double(let double): writeDouble(double, value, letter, verb)
    case .text: writeString(value.utf8, value, letter, verb)
    }
  }

  private mutating func writeInteger(_ integer: Int64, _ value: Value, _ letter: UInt8, _ verb: UInt32) {
    switch letter {
    case UInt8(ascii: "v"), UInt8(ascii: "d"): formatInteger(integer, base: 10, letter)
    case UInt8(ascii: "b"): formatInteger(integer, base: 2, letter)
    case UInt8(ascii: "o"), UInt8(ascii: "O"): formatInteger(integer, base: 8, letter)
    case UInt8(ascii: "x"), UInt8(ascii: "X"): formatInteger(integer, base: 16, letter)
    case UInt8(ascii: "c"): padScalar(FormatItem.scalar(integer))
    case UInt8(ascii: "q"): padQuotedScalar(FormatItem.scalar(integer))
    case UInt8(ascii: "U"): padUnicode(UInt64(bitPattern: integer))
    case UInt8(ascii: "T"): writeType("int")
    default: complain(value, verb)
    }
  }

  /// What is no code point is U+FFFD.
  private static func scalar(_ integer: Int64) -> UInt32 {
    integer >= 0 && integer <= 0x10FFFF && integer & ~0x7FF != 0xD800 ? UInt32(integer) : 0xFFFD
  }

  private func formatInteger(_ integer: Int64, base: UInt64, _ letter: UInt8) {
    let isNegative = integer < 0
    var rest = integer.magnitude
    var least = precision ?? 0
    if precision == 0, rest == 0 { return writePadding(width ?? 0, zeros: false) }
    if precision == nil, isZero, !isMinus, let width {
      least = width - (isNegative || isPlus || isSpace ? 1 : 0)
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(68, least + 4)) { buffer in
      var start = buffer.count
      func put(_ byte: UInt8) {
        start -= 1
        buffer[start] = byte
      }
      let ten: UInt8 = letter == UInt8(ascii: "X") ? UInt8(ascii: "A") - 10 : UInt8(ascii: "a") - 10
      repeat {
        let digit = UInt8(rest % base)
        put(digit < 10 ? UInt8(ascii: "0") + digit : ten + digit)
        rest /= base
      } while rest > 0
      while buffer.count - start < least { put(UInt8(ascii: "0")) }
      if isSharp { prefix(base, letter, first: buffer[start]).reversed().forEach(put) }
      if letter == UInt8(ascii: "O") {
        put(UInt8(ascii: "o"))
        put(UInt8(ascii: "0"))
      }
      if isNegative { put(UInt8(ascii: "-")) } else if isPlus { put(UInt8(ascii: "+")) } else if isSpace { put(0x20) }
      pad(Bytes(rebasing: buffer[start...]), zeros: false)
    }
  }

  private func prefix(_ base: UInt64, _ letter: UInt8, first: UInt8) -> [UInt8] {
    switch base {
    case 2: Array("0b".utf8)
    case 8: first == UInt8(ascii: "0") ? [] : [UInt8(ascii: "0")]
    case 16: [UInt8(ascii: "0"), letter]
    default: []
    }
  }

  private func writeBig(_ text: Bytes, _ letter: UInt8, _ verb: UInt32) {
    let bases: [UInt8: Int] = [
      UInt8(ascii: "b"): 2, UInt8(ascii: "o"): 8, UInt8(ascii: "O"): 8, UInt8(ascii: "d"): 10, UInt8(ascii: "s"): 10,
      UInt8(ascii: "v"): 10, UInt8(ascii: "x"): 16, UInt8(ascii: "X"): 16,
    ]
    if letter == UInt8(ascii: "T") { return writeType("*big.Int") }
    let isNegative = text.first == UInt8(ascii: "-")
    guard let base = bases[letter] else {
      writer.write("%!")
      writer.write(scalar: verb)
      writer.write("(big.Int=")
      writer.write(text)
      return writer.write(UInt8(ascii: ")"))
    }
    var digits = String(decoding: text.part(isNegative ? 1 : 0, text.count), as: UTF8.self)
    if base != 10, let big = BigUInt(digits) {
      digits = String(big, radix: base, uppercase: letter == UInt8(ascii: "X"))
    }
    var head = isNegative ? "-" : (isPlus || isPlusValue ? "+" : (isSpace ? " " : ""))
    if isSharp || isSharpValue, base != 10, letter != UInt8(ascii: "O") {
      head += base == 8 ? "0" : String(decoding: prefix(UInt64(base), letter, first: 1), as: UTF8.self)
    }
    if letter == UInt8(ascii: "O") { head += "0o" }
    var zeros = max(0, (precision ?? 0) - digits.utf8.count)
    let missing = max(0, (width ?? 0) - head.utf8.count - zeros - digits.utf8.count)
    if !isMinus, isZero, precision == nil { zeros += missing }
    let isFilled = !isMinus && isZero && precision == nil
    if !isMinus, !isFilled { writePadding(missing, zeros: false) }
    writer.write(head)
    writePadding(zeros, zeros: true)
    writer.write(digits)
    if isMinus { writePadding(missing, zeros: false) }
  }

  private mutating func writeDouble(_ double: Double, _ value: Value, _ letter: UInt8, _ verb: UInt32) {
    var letter = letter
    var digits = precision ?? -1
    switch letter {
    case UInt8(ascii: "v"): letter = UInt8(ascii: "g")
    case UInt8(ascii: "b"), UInt8(ascii: "g"), UInt8(ascii: "G"), UInt8(ascii: "x"), UInt8(ascii: "X"): break
    case UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "f"), UInt8(ascii: "F"):
      if letter == UInt8(ascii: "F") { letter = UInt8(ascii: "f") }
      if digits < 0 { digits = 6 }
    case UInt8(ascii: "T"): return writeType("float64")
    default: return complain(value, verb)
    }
    var text = GoFloat.text(double, verb: letter, precision: digits)
    if isSharp { text = FormatItem.withPoint(text, letter, digits) }
    let sign: StaticString = double.sign == .minus ? "-" : (isPlus ? "+" : (isSpace ? " " : ""))
    if isZero, !isMinus, let width, sign.utf8CodeUnitCount > 0 {
      writer.write(sign)
      writePadding(width - text.utf8.count - 1, zeros: true)
      return writer.write(text)
    }
    var whole = "\(sign)" + text
    whole.withUTF8 { pad($0) }
  }

  /// `%#g` and its kin keep the point and the zeros.
  private static func withPoint(_ text: String, _ letter: UInt8, _ precision: Int) -> String {
    if letter == UInt8(ascii: "b") { return text }
    let mark: Character = letter | 0x20 == UInt8(ascii: "x") ? (letter == UInt8(ascii: "X") ? "P" : "p") : "e"
    let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) {
      $0 == mark || ($0 == "E" && mark == "e")
    }
    var head = String(parts[0])
    let tail = String(text.dropFirst(head.count))
    let hadPoint = head.contains(".")
    if letter | 0x20 == UInt8(ascii: "g") {
      let wanted = precision < 0 ? 6 : precision
      let found = head.filter { $0 != "." }.drop { $0 == "0" }.count
      if !hadPoint { head += "." }
      let missing = wanted - max(found, head.hasPrefix("0") && found == 0 ? 1 : found)
      if missing > 0 { head += String(repeating: "0", count: missing) }
    } else if !hadPoint {
      head += "."
    }
    return head + tail
  }

  // MARK: Strings

  private mutating func writeString(_ bytes: Bytes, _ value: Value, _ letter: UInt8, _ verb: UInt32) {
    switch letter {
    case UInt8(ascii: "v") where isSharpValue, UInt8(ascii: "q"):
      let text = ByteWriter(capacity: 256)
      let cut = truncated(bytes)
      if isSharp, FormatItem.fitsBackquotes(cut) {
        text.write(UInt8(ascii: "`"))
        text.write(cut)
        text.write(UInt8(ascii: "`"))
      } else {
        TermText.writeQuoted(cut, to: text, onlyASCII: isPlus)
      }
      pad(text.bytes)
    case UInt8(ascii: "v"), UInt8(ascii: "s"):
      if width == nil, precision == nil { return writer.write(bytes) }
      pad(truncated(bytes))
    case UInt8(ascii: "x"), UInt8(ascii: "X"): padHex(bytes, upper: letter == UInt8(ascii: "X"))
    case UInt8(ascii: "T"): writeType("string")
    default: complainOfText(bytes, verb)
    }
  }

  private mutating func complainOfText(_ bytes: Bytes, _ verb: UInt32) {
    writer.write("%!")
    writer.write(scalar: verb)
    writer.write("(string=")
    pad(truncated(bytes))
    writer.write(UInt8(ascii: ")"))
  }

  private func truncated(_ bytes: Bytes) -> Bytes {
    guard let precision else { return bytes }
    return bytes.part(0, bytes.offset(ofCodePoint: precision))
  }

  /// Neither control characters (but a tab) nor a back quote.
  private static func fitsBackquotes(_ bytes: Bytes) -> Bool {
    var index = 0
    while index < bytes.count {
      let (scalar, length) = bytes.scalar(at: index)
      index += length
      if (scalar < 0x20 && scalar != 0x09) || scalar == 0x60 || scalar == 0x7F || scalar == 0xFEFF { return false }
      if scalar == 0xFFFD, length == 1 { return false }
    }
    return true
  }

  private func padHex(_ bytes: Bytes, upper: Bool) {
    let text = ByteWriter(capacity: 256)
    let letters: StaticString = upper ? "0123456789ABCDEF" : "0123456789abcdef"
    for (index, byte) in bytes.prefix(precision ?? bytes.count).enumerated() {
      if isSpace, index > 0 { text.write(UInt8(ascii: " ")) }
      if isSharp, isSpace || index == 0 { text.write(upper ? "0X" : "0x") }
      text.write(letters.utf8Start[Int(byte >> 4)])
      text.write(letters.utf8Start[Int(byte & 15)])
    }
    pad(text.bytes)
  }

  // MARK: Code points

  private func padScalar(_ scalar: UInt32) {
    let text = ByteWriter(capacity: 64)
    text.write(scalar: scalar)
    pad(text.bytes)
  }

  private func padQuotedScalar(_ scalar: UInt32) {
    let text = ByteWriter(capacity: 64)
    let inner = ByteWriter(capacity: 64)
    inner.write(scalar: scalar)
    TermText.writeQuoted(inner.bytes, to: text, quote: UInt8(ascii: "'"), onlyASCII: isPlus)
    pad(text.bytes)
  }

  private func padUnicode(_ value: UInt64) {
    let text = ByteWriter(capacity: 64)
    text.write("U+")
    let digits = String(value, radix: 16, uppercase: true)
    for _ in 0..<max(0, max(4, precision ?? 0) - digits.utf8.count) { text.write(UInt8(ascii: "0")) }
    text.write(digits)
    if isSharp, value <= 0x10FFFF, TermText.isPrintable(UInt32(value)) {
      text.write(" '")
      text.write(scalar: UInt32(value))
      text.write("'")
    }
    pad(text.bytes, zeros: false)
  }

  // MARK: Padding

  private func pad(_ bytes: Bytes, zeros: Bool? = nil) {
    let missing = width.map { $0 - bytes.codePoints } ?? 0
    if missing > 0, !isMinus { writePadding(missing, zeros: zeros ?? isZero) }
    writer.write(bytes)
    if missing > 0, isMinus { writePadding(missing, zeros: false) }
  }

  private func writePadding(_ count: Int, zeros: Bool) {
    for _ in 0..<max(0, count) { writer.write(zeros ? UInt8(ascii: "0") : UInt8(ascii: " ")) }
  }
}

/// What Go value the reference makes of a number that is no plain 64-bit integer.
private enum DecimalKind {
  case integer(Int64)
  case big
  case double(Double)
  /// Beyond every double: its text.
  case text

  init(_ value: Value) {
    let text = value.utf8
    let start = text.first == UInt8(ascii: "-") ? 1 : 0
    if text.part(start, text.count).allSatisfy({ $0 &- UInt8(ascii: "0") <= 9 }) {
      self = text.part(start, text.count).allSatisfy { $0 == UInt8(ascii: "0") } ? .integer(0) : .big
    } else if let double = GoFloat.parse(text) {
      self = .double(double)
    } else {
      self = .text
    }
  }
}
