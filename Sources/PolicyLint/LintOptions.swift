public import Rego

/// How Rego is parsed and compiled while linting.
public struct LintOptions: Sendable {
  /// The versions that modules may be written in; the first in which one parses counts. Modules that import `rego.v1`
  /// are v1 in any case.
  public var versions: [RegoVersion] = [.v0]
  /// Whether Rego is compiled, with all that loading would refuse.
  public var compilesRego = true
  /// The functions there are.
  public var builtins = BuiltinRegistry.standard
  /// Names of functions that loading takes away.
  public var unsafeBuiltins: [String] = []
  /// Functions that the host does not allow, and what to do about it.
  public var refusedBuiltins: [String: String] = [:]
  /// Whether findings about the style of Rego, its bugs and its speed are errors, as they are for the linter that the
  /// reference takes in.
  public var isRegal = false
  /// The rules that run.
  public var rules = RuleList.all

  public init() {}
}
