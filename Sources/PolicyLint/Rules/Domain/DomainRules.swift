/// The rules about domains.
public enum DomainRules {
  /// Those that look at one file.
  public static let files: [any FileRule] = []
  /// Those that look at all of them together.
  public static let all: [any DomainRule] = []
}
