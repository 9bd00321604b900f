/// A test run as an XML document in JUnit's form, which continuous integration systems read. Its counts stand at the
/// beginning, so it can only be written when all is over.
public struct JUnitDocument: Sendable {
  /// How a test came out.
  public enum Outcome: Sendable {
    case passed
    /// The text may have lines.
    case failed(message: String, text: String)
    /// There was nothing to judge.
    case error(message: String, text: String)
    case skipped
  }

  /// One test.
  public struct Case: Sendable {
    public var name: String
    /// What it belongs to: a suite, a package.
    public var className: String
    public var file: String
    /// From 1.
    public var line: Int
    public var nanoseconds: Int64
    public var outcome: Outcome
    /// What it printed.
    public var output = ""

    public init(name: String, className: String, file: String, line: Int, nanoseconds: Int64, outcome: Outcome) {
      self.name = name
      self.className = className
      self.file = file
      self.line = line
      self.nanoseconds = nanoseconds
      self.outcome = outcome
    }
  }

  private let name: String
  private var (failures, errors, skipped) = (0, 0, 0)
  private var nanoseconds: Int64 = 0
  private var cases: [String] = []

  /// - Parameter name: of the suite.
  public init(name: String) { self.name = name }

  public mutating func add(_ test: Case) {
    nanoseconds += test.nanoseconds
    var children = ""
    switch test.outcome {
    case .passed: break
    case .failed(let message, let text):
      failures += 1
      children = Self.element("failure", message, text)
    case .error(let message, let text):
      errors += 1
      children = Self.element("error", message, text)
    case .skipped:
      skipped += 1
      children = "      <skipped/>\n"
    }
    if !test.output.isEmpty { children += "      <system-out>\(Self.escaped(test.output))</system-out>\n" }
    let head =
      "    <testcase name=\"\(Self.escaped(test.name))\" classname=\"\(Self.escaped(test.className))\""
      + " file=\"\(Self.escaped(test.file))\" line=\"\(test.line)\" time=\"\(Self.seconds(test.nanoseconds))\""
    cases.append(children.isEmpty ? head + "/>\n" : head + ">\n" + children + "    </testcase>\n")
  }

  /// The whole document, with a line end.
  public var text: String {
    let totals =
      "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"\(errors)\" skipped=\"\(skipped)\""
      + " time=\"\(Self.seconds(nanoseconds))\""
    return
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites \(totals)>\n"
      + "  <testsuite name=\"\(Self.escaped(name))\" \(totals)>\n" + cases.joined()
      + "  </testsuite>\n</testsuites>\n"
  }

  private static func element(_ name: String, _ message: String, _ text: String) -> String {
    "      <\(name) message=\"\(escaped(message))\">\(escaped(text))</\(name)>\n"
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
