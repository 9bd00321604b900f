/// Reads the files of a tar archive: ustar, and the longer names of pax and GNU. Links, devices and paths that leave
/// the archive are refused.
struct TarReader {
  /// What a header of a name may have at most.
  private static let extensionBytesMax = 64 << 10

  private let bytes: [UInt8]
  private let limits: ArchiveLimits
  private var position = 0
  private var files: [BundleFile] = []
  private var paths: Set<String> = []
  /// What headers said about the next file.
  private var nextPath: [UInt8]?
  private var nextSize: Int?

  private init(_ bytes: [UInt8], _ limits: ArchiveLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  static func files(_ bytes: [UInt8], limits: ArchiveLimits) throws(ArchiveFailure) -> [BundleFile] {
    var reader = TarReader(bytes, limits)
    var count = 0
    while let header = try reader.nextHeader() {
      count += 1
      guard count <= limits.entriesMax else {
        throw ArchiveFailure("it has more than \(limits.entriesMax) entries: split it")
      }
      try reader.take(header)
    }
    return reader.files
  }

  /// Nil at the end: a block of zeros, or no block at all between files.
  private mutating func nextHeader() throws(ArchiveFailure) -> TarHeader? {
    guard position < bytes.count else {
      // An archive of nothing at all is as short as this.
      guard position > 0 else { throw ArchiveFailure("it is empty: this is no tar archive") }
      return nil
    }
    guard bytes.count - position >= TarHeader.byteCount else { throw truncated }
    let block = bytes[position..<(position + TarHeader.byteCount)]
    if block.allSatisfy({ $0 == 0 }) {
      guard nextPath == nil, nextSize == nil else { throw truncated }
      return nil
    }
    do throws(ArchiveFailure) {
      let header = try TarHeader(block)
      position += TarHeader.byteCount
      return header
    } catch {
      throw ArchiveFailure("byte \(position) of the unpacked archive: \(error)")
    }
  }

  private var truncated: ArchiveFailure {
    ArchiveFailure("it ends in the middle of a file: it was not written, copied or loaded to its end")
  }

  // MARK: Entries

  private mutating func take(_ header: TarHeader) throws(ArchiveFailure) {
    switch header.type {
    case UInt8(ascii: "0"), 0, UInt8(ascii: "7"): try takeFile(header)
    case UInt8(ascii: "5"):
      _ = try path(nextPath ?? header.path)
      _ = try contents(header.size, max: limits.fileBytesMax)
      forgetNext()
    case UInt8(ascii: "x"): try take(records: contents(header.size, max: Self.extensionBytesMax))
    case UInt8(ascii: "g"): _ = try contents(header.size, max: Self.extensionBytesMax)
    case UInt8(ascii: "L"):
      nextPath = Array(try contents(header.size, max: Self.extensionBytesMax).prefix { $0 != 0 })
    case UInt8(ascii: "1"), UInt8(ascii: "2"), UInt8(ascii: "K"):
      throw ArchiveFailure("`\(shown(header))` is a link: put the file itself into the archive")
    default:
      throw ArchiveFailure("`\(shown(header))` is no file and no folder: a bundle has nothing else")
    }
  }

  private mutating func takeFile(_ header: TarHeader) throws(ArchiveFailure) {
    let path = try path(nextPath ?? header.path)
    let contents = try contents(nextSize ?? header.size, max: limits.fileBytesMax)
    // Old archives mark folders by their names.
    let isFolder = (nextPath ?? header.path).last == UInt8(ascii: "/")
    forgetNext()
    if isFolder { return }
    guard !path.isEmpty else { throw ArchiveFailure("a file has no name") }
    guard paths.insert(path).inserted else { throw ArchiveFailure("`\(path)` is in it twice") }
    files.append(BundleFile(path: path, bytes: Array(contents)))
  }

  private mutating func forgetNext() {
    nextPath = nil
    nextSize = nil
  }

  private func shown(_ header: TarHeader) -> String {
    String(String(decoding: nextPath ?? header.path, as: UTF8.self).prefix(200))
  }

  /// The bytes that follow a header; what fills their last block is passed over.
  private mutating func contents(_ size: Int, max: Int) throws(ArchiveFailure) -> ArraySlice<UInt8> {
    guard size <= max else {
      throw ArchiveFailure("a file in it has more than \(max >> 10) KiB: no bundle needs one so large")
    }
    guard bytes.count - position >= size else { throw truncated }
    let contents = bytes[position..<(position + size)]
    let blocks = (size + TarHeader.byteCount - 1) / TarHeader.byteCount
    position = min(position + blocks * TarHeader.byteCount, bytes.count)
    return contents
  }

  /// A path below the root: `./a` and `/a` are `a`.
  private func path(_ bytes: [UInt8]) throws(ArchiveFailure) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ArchiveFailure("the name `\(String(decoding: bytes, as: UTF8.self).prefix(200))` is not in UTF-8")
    }
    guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      throw ArchiveFailure("a name has control characters: rename the file")
    }
    let parts = text.split(separator: "/").filter { $0 != "." }
    guard !parts.contains("..") else {
      throw ArchiveFailure("`\(text.prefix(200))` leads out of the archive: a bundle's paths have no `..`")
    }
    return parts.joined(separator: "/")
  }

  // MARK: Records

  /// `31 path=…` and a line end, again and again.
  private mutating func take(records: ArraySlice<UInt8>) throws(ArchiveFailure) {
    let wrong = ArchiveFailure("a pax header is damaged: write the archive anew")
    var rest = records
    while !rest.isEmpty {
      let digits = rest.prefix { $0 != UInt8(ascii: " ") }
      guard digits.count <= 6, let count = Int(String(decoding: digits, as: UTF8.self)), count > digits.count + 1,
        count <= rest.count
      else { throw wrong }
      let record = rest.prefix(count)
      guard record.last == UInt8(ascii: "\n") else { throw wrong }
      let text = record.dropFirst(digits.count + 1).dropLast()
      guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else { throw wrong }
      try take(record: String(decoding: text[..<equals], as: UTF8.self), Array(text[(equals + 1)...]), wrong)
      rest = rest.dropFirst(count)
    }
  }

  private mutating func take(record key: String, _ value: [UInt8], _ wrong: ArchiveFailure) throws(ArchiveFailure) {
    switch key {
    case "path": nextPath = value
    case "size":
      guard let size = Int(String(decoding: value, as: UTF8.self)), size >= 0 else { throw wrong }
      nextSize = size
    case "linkpath": throw ArchiveFailure("it has a link: put the file itself into the archive")
    case _ where key.hasPrefix("GNU.sparse"):
      throw ArchiveFailure("it has a file with holes: write the archive without `--sparse`")
    default: break
    }
  }
}
