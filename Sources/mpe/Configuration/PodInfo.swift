/// Labels and annotations of the Kubernetes pod, as the downward API writes them to files: one `key="value"` a line,
/// the value quoted as Go quotes strings.
struct PodInfo {
  enum File: String {
    case labels
    case annotations
  }

  let directory: String
  private var known: [File: [String: String]] = [:]

  init(directory: String) { self.directory = directory }

  /// A value, empty when there is none. Each file is read once.
  mutating func value(
    of key: String, in file: File, _ readFile: (String) throws -> [UInt8]?, _ warn: (String) -> Void
  ) -> String {
    if let entries = known[file] { return entries[key] ?? "" }
    var entries: [String: String] = [:]
    do {
      if let bytes = try readFile("\(directory)/\(file.rawValue)") {
        entries = Self.parse(String(decoding: bytes, as: UTF8.self))
      }
    } catch {
      warn("cannot read the pod's \(file.rawValue): \(error)")
    }
    known[file] = entries
    return entries[key] ?? ""
  }

  static func parse(_ text: String) -> [String: String] {
    var entries: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      guard let equals = line.firstIndex(of: "=") else { continue }
      let value = trimmed(line[line.index(after: equals)...])
      entries[String(trimmed(line[..<equals]))] = unquoted(value)
    }
    return entries
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  /// What stands between quotes, escapes undone.
  private static func unquoted(_ text: Substring) -> String {
    guard text.count >= 2, text.first == "\"", text.last == "\"" else {
      return text.filter { $0 != "\"" }
    }
    var output = String.UnicodeScalarView()
    var rest = text.dropFirst().dropLast().unicodeScalars
    while let scalar = rest.popFirst() {
      if scalar == "\\" { output.append(escaped(&rest)) } else { output.append(scalar) }
    }
    return String(output)
  }

  /// What follows a backslash.
  private static func escaped(_ rest: inout Substring.UnicodeScalarView) -> Unicode.Scalar {
    guard let kind = rest.popFirst() else { return "\\" }
    let digits =
      switch kind {
      case "x": 2
      case "u": 4
      case "U": 8
      default: 0
      }
    if digits > 0, let code = UInt32(String(rest.prefix(digits)), radix: 16), let scalar = Unicode.Scalar(code) {
      rest = rest.dropFirst(digits)
      return scalar
    }
    let controls: [Unicode.Scalar: Unicode.Scalar] = [
      "n": "\n", "t": "\t", "r": "\r", "a": "\u{7}", "b": "\u{8}", "f": "\u{C}", "v": "\u{B}",
    ]
    return controls[kind] ?? kind
  }
}
