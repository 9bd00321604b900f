package import PolicyDomain

/// Where the texts of policies come from. Files are one source; what else gives texts, such as a fetched or a signed
/// bundle, is another.
package protocol BundleSource: Sendable {
  /// The bundles there are now, in the order in which they are given, by the names that ``text(of:)`` and messages
  /// use.
  func bundles() -> Result<[String], FileFailure>

  /// What a bundle holds now, or a Rego file that a bundle names.
  func text(of name: String) -> Result<[UInt8], FileFailure>

  /// Where this machine shows that one of these texts has changed; nothing for texts that are only to be asked for.
  func places(of names: [String]) -> [WatchedPlace]
}

/// A folder in which something that matters may come, go or change.
package struct WatchedPlace: Sendable, Hashable {
  package var folder: String
  /// What matters in it; nil for everything.
  package var name: String?

  package init(folder: String, name: String?) {
    self.folder = folder
    self.name = name
  }
}
