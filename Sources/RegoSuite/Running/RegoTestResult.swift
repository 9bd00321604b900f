public import Rego

/// How a `test_` rule came out.
public enum RegoTestOutcome: String, Sendable {
  /// The rule is exactly `true`, or each of its cases is.
  case pass
  /// The rule, or one of its cases, is undefined or anything else than `true`.
  case fail
  /// The evaluation ended in an error.
  case error
  /// The rule's name begins with `todo_`.
  case skip
}

/// How one test came out, and what it said on the way.
public struct RegoTestResult: Sendable {
  public var test: RegoTest
  public var outcome: RegoTestOutcome
  /// What ended the evaluation, or speaks against it; empty but for ``RegoTestOutcome/error``.
  public var errors: [Diagnostic] = []
  /// The lines that `print` wrote, each with its line end.
  public var output = ""
  /// By the cases' names; empty where the test has none.
  public var cases: RegoCaseResults = RegoCaseResults()
  public var durationNanoseconds: UInt64 = 0
  /// How a test that failed was evaluated, a line for each event; empty unless ``RegoTestRunner/tracesFailures``.
  public var trace = ""
}
