public import Rego

/// A module of a bundle, parsed.
public struct BundleModule: Sendable {
  /// Who wrote it.
  public enum Origin: Sendable {
    case framework
    /// Written for this bundle, from its rule sets.
    case generated
    case author
  }

  /// Where it stands in the bundle.
  public let path: String
  public let origin: Origin
  /// Its source is named as findings name it.
  public let module: Module

  /// The version of the language that it is read as: `v0` or `v1`.
  public let version: RegoVersion

  public init(path: String, origin: Origin, module: Module, version: RegoVersion) {
    self.path = path
    self.origin = origin
    self.module = module
    self.version = version
  }

  /// The names of its package below `data`.
  public var package: [String] { module.packageNames }
}

extension Module {
  /// The names of the package below `data`.
  var packageNames: [String] {
    package.dropFirst().compactMap { step in
      if case .string(let name) = step.node { name } else { nil }
    }
  }
}
