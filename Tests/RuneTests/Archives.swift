@testable import Rune

/// Archives with bytes that the writer does not write.
enum Archives {
  static func gzip(_ bytes: [UInt8]) throws -> [UInt8] { try Gzip.compress(bytes) }

  static func tar(_ files: [BundleFile]) throws -> [UInt8] {
    try Gzip.decompress(BundleArchive.write(files), bytesMax: 1 << 30)
  }

  /// With the first header's checksum put right.
  static func summed(_ tar: [UInt8]) -> [UInt8] {
    var tar = tar
    tar.replaceSubrange(148..<156, with: repeatElement(UInt8(ascii: " "), count: 8))
    let digits = String(tar[..<512].reduce(0) { $0 + Int($1) }, radix: 8)
    tar.replaceSubrange(148..<155, with: Array((String(repeating: "0", count: 6 - digits.count) + digits).utf8) + [0])
    return tar
  }
}
