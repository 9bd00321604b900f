import Rego

/// Tests that did not pass, or all of them, with their place; at the end how many came out how.
struct PrettyReport: RegoTestReport {
  private static let rule = String(repeating: "-", count: 80) + "\n"

  private let isVerbose: Bool
  private let style: (String, RegoTestOutcome) -> String
  private var counts: [RegoTestOutcome: Int] = [:]
  private var lastFile: String?
  /// What is said of failures behind all tests.
  private var failures = ""

  init(isVerbose: Bool, style: @escaping (String, RegoTestOutcome) -> String) {
    self.isVerbose = isVerbose
    self.style = style
  }

  mutating func add(_ result: RegoTestResult) -> String {
    count(result)
    if !result.trace.isEmpty {
      failures += line(of: result) + "\n\n" + Self.indented(result.trace) + "\n"
    }
    guard isVerbose || result.outcome != .pass else { return "" }
    let place = result.test.location
    var text = lastFile.map { $0 == place.file ? "" : "\n" } ?? ""
    lastFile = place.file
    text += "\(place.file):\(place.row):\n" + line(of: result) + "\n"
    for (path, found) in result.cases.all where isVerbose || found.isFailed {
      let outcome = found.isFailed ? RegoTestOutcome.fail : .pass
      text += String(repeating: "  ", count: path.count) + "\(found.name): \(style(outcome.title, outcome))\n"
    }
    if !result.output.isEmpty { text += "\n" + Self.indented(result.output) + "\n" }
    for error in result.errors { text += Self.indented(error.description) }
    return text
  }

  mutating func end() -> String {
    var text = failures.isEmpty ? "" : Self.rule + "FAILURES\n" + Self.rule + failures
    if lastFile != nil { text += Self.rule }
    let total = counts.values.reduce(0, +)
    for outcome in [RegoTestOutcome.pass, .fail, .skip, .error] {
      guard let count = counts[outcome] else { continue }
      text += "\(style(outcome.title, outcome)): \(count)/\(total)\n"
    }
    return text
  }

  /// Cases without cases of their own count instead of the test that has them.
  private mutating func count(_ result: RegoTestResult) {
    guard !result.cases.isEmpty else {
      counts[result.outcome, default: 0] += 1
      return
    }
    var added: [RegoTestOutcome: Int] = [:]
    for (_, found) in result.cases.all where found.cases.isEmpty {
      added[found.isFailed ? .fail : .pass, default: 0] += 1
    }
    counts.merge(added) { $0 + $1 }
  }

  private func line(of result: RegoTestResult) -> String {
    let line = "\(result.test.package).\(result.test.name): \(style(result.outcome.title, result.outcome))"
    return result.outcome == .skip ? line : line + " (\(DurationText.text(nanoseconds: result.durationNanoseconds)))"
  }

  /// Every line with two spaces before it, and with its end.
  private static func indented(_ text: String) -> String {
    text.split(separator: "\n").map { "  \($0)\n" }.joined()
  }
}
