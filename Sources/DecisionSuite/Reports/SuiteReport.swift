/// Writes down how tests came out, piece by piece, so that a long suite is seen to go on.
public protocol SuiteReport {
  /// What comes before the first test.
  mutating func begin(_ count: Int) -> String
  /// What a test adds.
  mutating func add(_ result: CaseResult) -> String
  /// What comes behind the last test.
  mutating func end() -> String
}

/// The formats of reports.
public enum SuiteFormat: String, Sendable, CaseIterable {
  /// The reference's lines.
  case text
  /// One JSON document.
  case json
  /// What continuous integration systems read: an XML document in JUnit's form.
  case junit
  /// The Test Anything Protocol, version 14.
  case tap

  /// - Parameter file: the suite's name.
  public func report(file: String) -> any SuiteReport {
    switch self {
    case .text: TextReport()
    case .json: JSONReport(file: file)
    case .junit: JUnitReport(file: file)
    case .tap: TAPReport()
    }
  }
}

/// How many tests came out how.
struct SuiteCounts {
  private(set) var passed = 0
  private(set) var failed = 0
  private(set) var errors = 0
  private(set) var nanoseconds: Int64 = 0

  var total: Int { passed + failed + errors }

  mutating func add(_ result: CaseResult) {
    nanoseconds += result.durationNanoseconds
    switch result.outcome {
    case .passed: passed += 1
    case .failed: failed += 1
    case .error: errors += 1
    }
  }
}
