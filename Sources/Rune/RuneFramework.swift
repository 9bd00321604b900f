public import Rego

/// The Rego modules of the framework, by version.
public enum RuneFramework {
  /// The versions that there are, oldest first.
  public static let versions = ["1.0.0"]

  /// The modules of a version, in the order of their names; nil when there is no such version.
  public static func modules(version: String) -> [SourceText]? {
    guard versions.contains(version) else { return nil }
    return [SourceText(name: "rune/rune.rego", bytes: PackageResources.rune_rego)]
  }
}
