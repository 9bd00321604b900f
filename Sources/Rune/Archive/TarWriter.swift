/// Writes a tar archive without times and owners.
enum TarWriter {
  static func archive(_ files: [BundleFile]) -> [UInt8] {
    var archive: [UInt8] = []
    for file in files {
      let path = Array(file.path.utf8)
      if !TarHeader.fits(path) {
        append(record("path", path), named: Array("PaxHeaders/path".utf8), type: "x", &archive)
      }
      append(file.bytes, named: path, type: "0", &archive)
    }
    // The end of an archive.
    archive += [UInt8](repeating: 0, count: 2 * TarHeader.byteCount)
    return archive
  }

  private static func append(_ bytes: [UInt8], named path: [UInt8], type: Unicode.Scalar, _ archive: inout [UInt8]) {
    archive += TarHeader(path: path, size: bytes.count, type: UInt8(ascii: type)).bytes
    archive += bytes
    let rest = bytes.count % TarHeader.byteCount
    if rest > 0 { archive += [UInt8](repeating: 0, count: TarHeader.byteCount - rest) }
  }

  /// `31 path=…` and a line end, where the number counts its own digits too.
  private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
    let rest = Array(" \(key)=".utf8) + value + [UInt8(ascii: "\n")]
    var count = rest.count + 1
    while String(count).utf8.count + rest.count != count { count = String(count).utf8.count + rest.count }
    return Array(String(count).utf8) + rest
  }
}
