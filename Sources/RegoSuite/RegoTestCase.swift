/// How a `test_` rule came out.
public enum RegoTestOutcome: String, Sendable {
  /// The rule is exactly `true`.
  case pass
  /// The rule is undefined, or anything else than `true`.
  case fail
  /// The evaluation ended in an error.
  case error
  /// The rule's name begins with `todo_`.
  case skip
}
