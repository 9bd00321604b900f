/// The API versions of PolicyDomain documents.
///
/// A version is what it reads differently: a new one is a case here and a file beside this one.
public enum APIVersion: String, Sendable, CaseIterable {
  case v1alpha3 = "iamlite.manetu.io/v1alpha3"
  case v1alpha4 = "iamlite.manetu.io/v1alpha4"
  case v1beta1 = "iamlite.manetu.io/v1beta1"

  /// What the parser asks a version.
  var features: VersionFeatures {
    switch self {
    case .v1alpha3: .v1alpha3
    case .v1alpha4: .v1alpha4
    case .v1beta1: .v1beta1
    }
  }
}

/// In what documents of different versions differ.
struct VersionFeatures: Sendable {
  /// Whether there is a section `resources`.
  var hasResources = true
  /// Whether annotations may name a merge strategy.
  var hasMerge = true
  /// Whether annotation values may be of any type; else they are strings.
  var hasTypedAnnotations = true
}
