public import PolicyDomain
public import Rego

/// Loaded PolicyDomains before they are compiled: what they say, and everything that is wrong with them.
///
/// ``init(_:version:readFile:)`` takes only bundles without a mistake. ``permissive(_:version:readFile:)`` takes what
/// there is and lists the mistakes: for tools, and for programs that show them. Either may be compiled as often as one
/// likes, with other options each time.
public struct PolicyRegistry: Sendable {
  /// The domains, in order of precedence.
  public let bundles: BundleSet
  /// Everything that is wrong; empty unless loading was permissive.
  public let findings: [DomainDiagnostic]
  /// The version of modules that do not import `rego.v1`.
  public let version: RegoVersion

  /// Loads bundles, all of them or none.
  /// - Parameters:
  ///   - bundles: in order of precedence; none is legal, and then every decision denies.
  ///   - version: of modules that do not import `rego.v1`.
  ///   - readFile: reads the Rego files that PolicyDomainReferences name; nil refuses such bundles.
  /// - Throws: everything that is wrong.
  public init(
    _ bundles: [PolicyBundle], version: RegoVersion = .v0, readFile: FileReader? = nil
  ) throws(DomainError) {
    self.bundles = try Self.loader(version, readFile).load(bundles)
    self.version = version
    findings = []
  }

  /// Loads bundle files, all of them or none.
  /// - Parameters:
  ///   - files: in order of precedence; none is legal, and then every decision denies.
  ///   - version: of modules that do not import `rego.v1`.
  ///   - readFile: reads them, and the Rego files that they name.
  /// - Throws: everything that is wrong.
  public init(files: [String], version: RegoVersion = .v0, readFile: @escaping FileReader) throws(DomainError) {
    bundles = try BundleLoader(version: version, readFile: readFile).load(files)
    self.version = version
    findings = []
  }

  private init(_ bundles: BundleSet, _ findings: [DomainDiagnostic], _ version: RegoVersion) {
    self.bundles = bundles
    self.findings = findings
    self.version = version
  }

  private static func loader(_ version: RegoVersion, _ readFile: FileReader?) -> BundleLoader {
    BundleLoader(
      version: version,
      readFile: readFile ?? { _ in .failure(FileFailure(isMissing: false, reason: "no files can be read here")) })
  }

  /// Loads what can be loaded. Bundles that are no PolicyDomain are left out; ``findings`` says why, and what is wrong
  /// with the others.
  public static func permissive(
    _ bundles: [PolicyBundle], version: RegoVersion = .v0, readFile: FileReader? = nil
  ) -> PolicyRegistry {
    let (set, findings) = loader(version, readFile).loadPermissive(bundles)
    return PolicyRegistry(set, findings, version)
  }

  public var domains: [Domain] { bundles.domains }

  /// What does not stop loading: outcomes that hang on an order, keys without effect.
  public var warnings: [DomainDiagnostic] { bundles.warnings }

  public var isValid: Bool { findings.isEmpty }

  /// The findings counted by domain and by kind, or that there are none.
  public var summary: String { DomainError(findings).summary }

  /// What is wrong with one domain: its references and its Rego, without circles of libraries.
  /// - Returns: nil when there is no domain with this name.
  public func findings(inDomain name: String) -> [DomainDiagnostic]? {
    bundles.domain(named: name).map { BundleValidator(bundles, version: version).findings(inDomain: $0) }
  }

  /// The libraries that a module needs, in the order in which its fingerprint takes them.
  /// - Parameters:
  ///   - module: an entry of `policies` or `policy-libraries`.
  ///   - domain: the name of its domain.
  /// - Throws: the first that cannot be found, or a circle.
  public func libraries(
    of module: PolicyModule, in domain: String
  ) throws(Dependencies.Failure) -> [PolicyModule] {
    guard let place = bundles.domain(named: domain) else {
      throw Dependencies.Failure(description: "domain '\(domain)' not found", position: module.position)
    }
    return try Dependencies(bundles).resolve(module.dependencies, in: place).map { bundles.library($0.place) }
  }

  /// Compiles all libraries, policies and mappers.
  /// - Parameter options: built-ins and what else the compiler may be told; the version is this registry's.
  /// - Throws: everything that does not compile.
  public func compile(_ options: PolicySnapshot.Options = PolicySnapshot.Options()) throws(EngineError)
    -> PolicySnapshot
  {
    var options = options
    options.version = version
    return try PolicySnapshot(bundles, options: options)
  }
}
