extension VersionFeatures {
  /// No resources, no merge strategies, annotations are JSON in strings.
  static let v1alpha3 = VersionFeatures(hasResources: false, hasMerge: false, hasTypedAnnotations: false)
}
