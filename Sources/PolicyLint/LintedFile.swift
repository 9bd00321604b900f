public import PolicyDomain

/// A file as rules see it.
public struct LintedFile: Sendable {
  public let name: String
  public let reading: DomainReading
  public let domain: Domain
  let levels: LintLevels

  /// Whether nothing about the file itself keeps it from loading.
  public var isLoadable: Bool { reading.problems.isEmpty }
}

/// All domains that are linted together, and their Rego.
public struct LintedBundles: Sendable {
  /// Of domains with one name the first; also those with problems, for what refers to them.
  public let set: BundleSet
  /// All files with a domain in them, in order of precedence.
  public let files: [LintedFile]
  /// All Rego that parses.
  public let modules: [LintedModule]
  /// What something leads to.
  let use: ReferenceUse

  init(set: BundleSet, files: [LintedFile], modules: [LintedModule]) {
    self.set = set
    self.files = files
    self.modules = modules
    use = ReferenceUse(set, modules)
  }
}
