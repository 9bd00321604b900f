public import Rego

/// The Rego modules of the framework, by version.
public enum RuneFramework {
  /// The versions that there are, oldest first.
  public static let versions = ["1.0.0"]

  /// The modules of a version, in the order of their names; nil when there is no such version.
  public static func modules(version: String) -> [SourceText]? {
    guard versions.contains(version) else { return nil }
    return [
      SourceText(name: "rune/adapters/envoy.rego", bytes: PackageResources.envoy_rego),
      SourceText(name: "rune/adapters/kubernetes.rego", bytes: PackageResources.kubernetes_rego),
      SourceText(name: "rune/adapters/policydomain.rego", bytes: PackageResources.policydomain_rego),
      SourceText(name: "rune/rune.rego", bytes: PackageResources.rune_rego),
      SourceText(name: "rune/standard.rego", bytes: PackageResources.standard_rego),
    ]
  }

  /// The adapters that the framework brings: `data.rune.standard.<name>.response`.
  public static let adapters = ["envoy", "kubernetes", "policydomain"]
}
