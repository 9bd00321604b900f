/// Reads Rego text.
public enum Parser {
  /// One module.
  public static func module(_ source: SourceText, version: RegoVersion = .v1) throws(Diagnostics) -> Module {
    throw Diagnostics([Diagnostic(.parse, "not written yet", at: .none)])
  }

  /// A query: expressions joined by `;` or line ends.
  public static func query(_ source: SourceText, version: RegoVersion = .v1) throws(Diagnostics) -> Body {
    throw Diagnostics([Diagnostic(.parse, "not written yet", at: .none)])
  }
}
