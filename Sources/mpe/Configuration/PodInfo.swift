/// Labels and annotations of the Kubernetes pod, as the downward API writes them to files: one `key="value"` a line,
/// the value quoted as Go quotes strings.
struct PodInfo {
  enum File: String {
    case labels
    case annotations
  }

  /// Why a file yields nothing.
  struct ParseError: Error, Equatable, CustomStringConvertible {
    let line: Int

    var description: String {
      "line \(line) has more than \(PodInfo.lineBytesMax) bytes: remove so large a label or annotation from the pod"
    }
  }

  /// What a line has at most, as in the original.
  static let lineBytesMax = 65_535

  let directory: String
  private var known: [File: [String: String]] = [:]

  init(directory: String) { self.directory = directory }

  /// A value, empty when there is none. Each file is read once.
  mutating func value(
    of key: String, in file: File, _ readFile: ConfigurationFile.Reader, _ warn: (String) -> Void
  ) -> String {
    if let entries = known[file] { return entries[key] ?? "" }
    let path = "\(directory)/\(file.rawValue)"
    var entries: [String: String] = [:]
    do {
      if let bytes = try readFile(path) { entries = try Self.parse(bytes) }
    } catch {
      warn("the pod's \(file.rawValue) are left out of records: \(path): \(error)")
    }
    known[file] = entries
    return entries[key] ?? ""
  }

  /// Lines without `=` are passed over.
  static func parse(_ bytes: [UInt8]) throws(ParseError) -> [String: String] {
    var entries: [String: String] = [:]
    for (index, raw) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      guard raw.count <= lineBytesMax else { throw ParseError(line: index + 1) }
      let line = trimmed(raw, of: isBlank)
      guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let key = String(decoding: trimmed(line[..<equals], of: isBlank), as: UTF8.self)
      let value = trimmed(line[(equals + 1)...], of: isBlank)
      let text = GoString.unquoted(value) ?? Array(trimmed(value) { $0 == UInt8(ascii: "\"") })
      entries[key] = String(decoding: text, as: UTF8.self)
    }
    return entries
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private static func trimmed(_ bytes: ArraySlice<UInt8>, of isOutside: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    var bytes = bytes.drop(while: isOutside)
    while let last = bytes.last, isOutside(last) { bytes.removeLast() }
    return bytes
  }
}

/// Strings in double quotes, as Go writes them.
enum GoString {
  /// What stands between the quotes, escapes undone; nil when it is not such a string.
  static func unquoted(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    let quote = UInt8(ascii: "\"")
    guard text.count >= 2, text.first == quote, text.last == quote else { return nil }
    var output: [UInt8] = []
    var rest = text.dropFirst().dropLast()
    while let byte = rest.popFirst() {
      if byte == quote { return nil }
      if byte != UInt8(ascii: "\\") {
        output.append(byte)
      } else if !unescape(&rest, into: &output) {
        return nil
      }
    }
    return output
  }

  private static let controls: [UInt8: UInt8] = [
    UInt8(ascii: "n"): 0x0A, UInt8(ascii: "t"): 0x09, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "a"): 0x07,
    UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "v"): 0x0B, UInt8(ascii: "\\"): 0x5C,
    UInt8(ascii: "\""): 0x22,
  ]

  /// Takes what follows a backslash; false when that is no escape.
  private static func unescape(_ rest: inout ArraySlice<UInt8>, into output: inout [UInt8]) -> Bool {
    guard let kind = rest.first else { return false }
    if let byte = controls[kind] {
      rest.removeFirst()
      output.append(byte)
      return true
    }
    let digits: (count: Int, radix: Int, skipped: Int)? =
      switch kind {
      case UInt8(ascii: "x"): (2, 16, 1)
      case UInt8(ascii: "u"): (4, 16, 1)
      case UInt8(ascii: "U"): (8, 16, 1)
      case UInt8(ascii: "0")...UInt8(ascii: "7"): (3, 8, 0)
      default: nil
      }
    guard let digits else { return false }
    let written = rest.dropFirst(digits.skipped).prefix(digits.count)
    guard written.count == digits.count, written.first != UInt8(ascii: "+"), written.first != UInt8(ascii: "-"),
      let code = UInt32(String(decoding: written, as: UTF8.self), radix: digits.radix)
    else { return false }
    rest = rest.dropFirst(digits.skipped + digits.count)
    // Two hexadecimal or three octal digits are a byte, which need not be UTF-8.
    if digits.count < 4 {
      guard let byte = UInt8(exactly: code) else { return false }
      output.append(byte)
    } else {
      guard let scalar = Unicode.Scalar(code) else { return false }
      output += Array(String(Character(scalar)).utf8)
    }
    return true
  }
}
