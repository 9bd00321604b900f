/// Writes down how tests came out, piece by piece, so that a long run is seen to go on.
public protocol RegoTestReport {
  /// What a test adds.
  mutating func add(_ result: RegoTestResult) -> String
  /// What comes behind the last test.
  mutating func end() -> String
}

/// The formats of reports.
public enum RegoTestFormat: String, Sendable, CaseIterable {
  /// Lines for people.
  case pretty
  /// One JSON document, as the reference prints it.
  case json
  /// What continuous integration systems read: an XML document in JUnit's form.
  case junit

  /// - Parameters:
  ///   - isVerbose: whether ``pretty`` shows every test, and traces of those that failed.
  ///   - style: dresses the word for an outcome, for a terminal.
  public func report(
    isVerbose: Bool = false, style: @escaping (String, RegoTestOutcome) -> String = { text, _ in text }
  ) -> any RegoTestReport {
    switch self {
    case .pretty: PrettyReport(isVerbose: isVerbose, style: style)
    case .json: JSONReport()
    case .junit: JUnitReport()
    }
  }
}

extension RegoTestOutcome {
  /// `PASS`, `SKIPPED`.
  var title: String {
    switch self {
    case .pass: "PASS"
    case .fail: "FAIL"
    case .error: "ERROR"
    case .skip: "SKIPPED"
    }
  }
}
