extension VersionFeatures {
  /// Everything.
  static let v1beta1 = VersionFeatures()
}
