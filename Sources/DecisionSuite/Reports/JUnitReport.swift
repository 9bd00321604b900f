/// An XML document in JUnit's form, which knows its counts only at the end.
struct JUnitReport: SuiteReport {
  private let file: String
  private var counts = SuiteCounts()
  private var cases: [String] = []

  init(file: String) { self.file = file }

  mutating func begin(_ count: Int) -> String { "" }

  mutating func add(_ result: CaseResult) -> String {
    counts.add(result)
    let name = Self.escaped(result.name)
    let head =
      "    <testcase name=\"\(name)\" classname=\"\(Self.escaped(file))\" file=\"\(Self.escaped(file))\""
      + " line=\"\(result.position.line)\" time=\"\(Self.seconds(result.durationNanoseconds))\""
    switch result.outcome {
    case .passed: cases.append(head + "/>\n")
    case .failed(let mismatches):
      let lines = mismatches.map(\.description)
      cases.append(head + ">\n" + Self.element("failure", lines.first ?? "", lines) + "    </testcase>\n")
    case .error(let message):
      cases.append(head + ">\n" + Self.element("error", message, [message]) + "    </testcase>\n")
    }
    return ""
  }

  mutating func end() -> String {
    let totals =
      "tests=\"\(counts.total)\" failures=\"\(counts.failed)\" errors=\"\(counts.errors)\" skipped=\"0\""
      + " time=\"\(Self.seconds(counts.nanoseconds))\""
    let name = Self.escaped(file)
    return
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites \(totals)>\n  <testsuite name=\"\(name)\" \(totals)>\n"
      + cases.joined() + "  </testsuite>\n</testsuites>\n"
  }

  private static func element(_ name: String, _ message: String, _ lines: [String]) -> String {
    "      <\(name) message=\"\(escaped(message))\">\(escaped(lines.joined(separator: "\n")))</\(name)>\n"
  }

  /// Seconds with six digits behind the point.
  private static func seconds(_ nanoseconds: Int64) -> String {
    let microseconds = nanoseconds / 1000
    return "\(microseconds / 1_000_000).\(String(microseconds % 1_000_000 + 1_000_000).dropFirst())"
  }

  /// Characters that XML has no place for become U+FFFD.
  private static func escaped(_ text: String) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += "&quot;"
      case "\n": output += "&#10;"
      case "\t": output += "&#9;"
      case "\r": output += "&#13;"
      case "\0"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": output += "\u{FFFD}"
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }
}
