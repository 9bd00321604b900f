extension VersionFeatures {
  /// Annotations are JSON in strings.
  static let v1alpha4 = VersionFeatures(hasTypedAnnotations: false)
}
