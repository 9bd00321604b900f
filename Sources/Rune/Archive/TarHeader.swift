/// The 512 bytes before each file of a tar archive (POSIX ustar).
struct TarHeader {
  static let byteCount = 512

  /// Where a field lies in the header.
  private enum Field {
    static let name = 0..<100
    static let mode = 100..<108
    static let owner = 108..<116
    static let group = 116..<124
    static let size = 124..<136
    static let time = 136..<148
    static let checksum = 148..<156
    static let type = 156
    static let magic = 257..<263
    static let version = 263..<265
    static let prefix = 345..<500
  }

  var path: [UInt8]
  var size: Int
  var type: UInt8

  // MARK: Writing

  /// Whether a path fits as it is; if not, a header before this one has to have it.
  static func fits(_ path: [UInt8]) -> Bool { split(path) != nil }

  /// The parts of a path for the two fields, which share the `/` between them.
  private static func split(_ path: [UInt8]) -> (prefix: ArraySlice<UInt8>, name: ArraySlice<UInt8>)? {
    if path.count <= Field.name.count { return ([], path[...]) }
    for index in path.indices where path[index] == UInt8(ascii: "/") && index > 0 {
      let name = path[(index + 1)...]
      if index <= Field.prefix.count, !name.isEmpty, name.count <= Field.name.count { return (path[..<index], name) }
    }
    return nil
  }

  var bytes: [UInt8] {
    var block = [UInt8](repeating: 0, count: Self.byteCount)
    func put(_ text: some Collection<UInt8>, _ field: Range<Int>) {
      for (index, byte) in zip(field, text) { block[index] = byte }
    }
    func put(octal number: Int, _ field: Range<Int>) {
      let digits = String(number, radix: 8)
      put((String(repeating: "0", count: max(0, field.count - 1 - digits.count)) + digits).utf8, field)
    }
    let parts = Self.split(path) ?? ([], path.prefix(Field.name.count))
    put(parts.name, Field.name)
    put(parts.prefix, Field.prefix)
    put(octal: 0o644, Field.mode)
    put(octal: 0, Field.owner)
    put(octal: 0, Field.group)
    put(octal: size, Field.size)
    put(octal: 0, Field.time)
    block[Field.type] = type
    put("ustar\0".utf8, Field.magic)
    put("00".utf8, Field.version)
    put(octal: Self.sum(block[...]), Field.checksum.lowerBound..<Field.checksum.upperBound - 1)
    block[Field.checksum.upperBound - 1] = UInt8(ascii: " ")
    return block
  }

  // MARK: Reading

  /// - Parameter block: 512 bytes.
  /// - Throws: what is wrong, without its place.
  init(_ block: ArraySlice<UInt8>) throws(ArchiveFailure) {
    func bytes(_ field: Range<Int>) -> ArraySlice<UInt8> {
      block[(block.startIndex + field.lowerBound)..<(block.startIndex + field.upperBound)]
    }
    guard try Self.number(bytes(Field.checksum)) == Self.sum(block) else {
      throw ArchiveFailure("the checksum of a header is wrong: this is no tar archive, or it is damaged")
    }
    size = try Self.number(bytes(Field.size))
    type = block[block.startIndex + Field.type]
    path = Array(bytes(Field.name).prefix { $0 != 0 })
    // Old archives have other things where the prefix is; GNU's say `ustar` and two blanks.
    if bytes(Field.magic).elementsEqual("ustar\0".utf8) {
      let prefix = bytes(Field.prefix).prefix { $0 != 0 }
      if !prefix.isEmpty { path = Array(prefix) + [UInt8(ascii: "/")] + path }
    }
  }

  init(path: [UInt8], size: Int, type: UInt8) {
    self.path = path
    self.size = size
    self.type = type
  }

  /// All bytes together, with blanks for the sum itself.
  private static func sum(_ block: ArraySlice<UInt8>) -> Int {
    var sum = 0
    for (offset, byte) in block.enumerated() {
      sum += Field.checksum.contains(offset) ? Int(UInt8(ascii: " ")) : Int(byte)
    }
    return sum
  }

  /// Octal digits with blanks and zeros around them, or binary where the first bit says so.
  private static func number(_ field: ArraySlice<UInt8>) throws(ArchiveFailure) -> Int {
    let wrong = ArchiveFailure("a header has a number that is none: this is no tar archive, or it is damaged")
    guard let first = field.first else { return 0 }
    var number = 0
    if first == 0x80 {
      for byte in field.dropFirst() {
        guard number < 1 << 48 else { throw wrong }
        number = number << 8 | Int(byte)
      }
      return number
    }
    let digits = field.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != UInt8(ascii: " ") && $0 != 0 }
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit), number < 1 << 48 else { throw wrong }
      number = number << 3 | Int(digit - UInt8(ascii: "0"))
    }
    return number
  }
}
