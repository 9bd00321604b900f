/// Labels and annotations of the Kubernetes pod, as the downward API writes them to files: one `key="value"` a line.
struct PodInfo {
  let directory: String
  let readFile: (String) -> [UInt8]?

  /// A label's value, empty when there is none.
  func label(_ key: String) -> String { entries("labels")[key] ?? "" }

  /// An annotation's value, empty when there is none.
  func annotation(_ key: String) -> String { entries("annotations")[key] ?? "" }

  private func entries(_ file: String) -> [String: String] {
    guard let bytes = readFile("\(directory)/\(file)") else { return [:] }
    var entries: [String: String] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      guard let equals = line.firstIndex(of: "=") else { continue }
      entries[String(Self.trimmed(line[..<equals]))] = Self.unquoted(Self.trimmed(line[line.index(after: equals)...]))
    }
    return entries
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }

  /// Undoes the quoting of Go strings.
  private static func unquoted(_ text: Substring) -> String {
    guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else {
      return text.trimmingQuotes()
    }
    var output = ""
    var rest = text.dropFirst().dropLast()
    while let character = rest.popFirst() {
      guard character == "\\", let escape = rest.popFirst() else {
        output.append(character)
        continue
      }
      switch escape {
      case "n": output.append("\n")
      case "t": output.append("\t")
      case "r": output.append("\r")
      case "u", "x", "U":
        let width = escape == "x" ? 2 : (escape == "u" ? 4 : 8)
        if let code = UInt32(rest.prefix(width), radix: 16), let scalar = Unicode.Scalar(code) {
          output.unicodeScalars.append(scalar)
          rest = rest.dropFirst(width)
        }
      default: output.append(escape)
      }
    }
    return output
  }
}

extension Substring {
  fileprivate func trimmingQuotes() -> String {
    var text = self
    while text.hasPrefix("\"") { text.removeFirst() }
    while text.hasSuffix("\"") { text.removeLast() }
    return String(text)
  }
}
