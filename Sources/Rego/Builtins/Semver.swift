/// Semantic versions.
enum Semver {
  static let all: [Builtin] = [
    Builtin("semver.is_valid", 1) { Value($1[0].tag == .string && Version($1[0].utf8) != nil) },
    Builtin("semver.compare", 2) { (_, operands) throws(BuiltinError) in
      let texts = (try operands.string(0).utf8, try operands.string(1).utf8)
      guard let first = Version(texts.0) else {
        throw .failed("operand 1: string \(TermText.quoted(texts.0)) is not a valid SemVer")
      }
      guard let second = Version(texts.1) else {
        throw .failed("operand 2: string \(TermText.quoted(texts.1)) is not a valid SemVer")
      }
      return Value(first.compare(second))
    },
  ]

  private struct Version {
    var numbers: (Int64, Int64, Int64)
    var preRelease: Bytes

    init?(_ text: Bytes) {
      var rest = text
      var metadata = Bytes(start: nil, count: 0)
      preRelease = metadata
      if case let plus = rest.firstIndex(of: UInt8(ascii: "+"), from: 0), plus >= 0 {
        metadata = rest.part(plus + 1, rest.count)
        rest = rest.part(0, plus)
      }
      if case let dash = rest.firstIndex(of: UInt8(ascii: "-"), from: 0), dash >= 0 {
        preRelease = rest.part(dash + 1, rest.count)
        rest = rest.part(0, dash)
      }
      guard Version.areIdentifiers(preRelease), Version.areIdentifiers(metadata) else { return nil }
      let first = rest.firstIndex(of: UInt8(ascii: "."), from: 0)
      guard first >= 0, case let second = rest.firstIndex(of: UInt8(ascii: "."), from: first + 1), second >= 0,
        let major = Version.number(rest.part(0, first)), let minor = Version.number(rest.part(first + 1, second)),
        let patch = Version.number(rest.part(second + 1, rest.count))
      else { return nil }
      numbers = (major, minor, patch)
    }

    private static func areIdentifiers(_ text: Bytes) -> Bool {
      text.allSatisfy { byte in
        byte &- UInt8(ascii: "0") <= 9 || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "-")
          || byte == UInt8(ascii: ".")
      }
    }

    /// Digits that fit 64 bits; leading zeros are allowed.
    private static func number(_ text: Bytes) -> Int64? {
      if text.isEmpty { return nil }
      var number: Int64 = 0
      for byte in text {
        let digit = byte &- UInt8(ascii: "0")
        guard digit <= 9 else { return nil }
        let (scaled, overflow) = number.multipliedReportingOverflow(by: 10)
        let (sum, carry) = scaled.addingReportingOverflow(Int64(digit))
        if overflow || carry { return nil }
        number = sum
      }
      return number
    }

    func compare(_ other: Version) -> Int {
      if numbers != other.numbers { return numbers < other.numbers ? -1 : 1 }
      if preRelease.isEmpty || other.preRelease.isEmpty {
        return preRelease.isEmpty == other.preRelease.isEmpty ? 0 : (preRelease.isEmpty ? 1 : -1)
      }
      return Version.comparePreReleases(preRelease, other.preRelease)
    }

    private static func comparePreReleases(_ a: Bytes, _ b: Bytes) -> Int {
      var i = 0
      var j = 0
      while i <= a.count, j <= b.count {
        let first = field(a, &i)
        let second = field(b, &j)
        switch (number(first), number(second)) {
        case (.some(let x), .some(let y)): if x != y { return x < y ? -1 : 1 }
        case (.some, .none): return -1
        case (.none, .some): return 1
        case (.none, .none): break
        }
        if !first.equals(second) { return first.lexicographicallyPrecedes(second) ? -1 : 1 }
      }
      return i > a.count ? (j > b.count ? 0 : -1) : 1
    }

    /// The identifier at `index`, which moves past the point after it.
    private static func field(_ text: Bytes, _ index: inout Int) -> Bytes {
      let point = text.firstIndex(of: UInt8(ascii: "."), from: index)
      let end = point < 0 ? text.count : point
      defer { index = end + 1 }
      return text.part(index, end)
    }
  }
}
