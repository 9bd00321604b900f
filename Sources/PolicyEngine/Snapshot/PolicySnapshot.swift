// Unsafe: tables of plain data live in the snapshot's arena, which the snapshot owns.

public import PolicyDomain
public import Rego

/// All loaded domains, compiled: immutable, shared by all engines.
public final class PolicySnapshot: @unchecked Sendable {
  /// How Rego is compiled.
  public struct Options: Sendable {
    /// The version of modules that do not import `rego.v1`.
    public var version = RegoVersion.v0
    /// The functions there are.
    public var builtins = BuiltinRegistry.standard
    /// Names of functions that neither policies nor mappers may call (`opa.unsafebuiltins`).
    public var unsafeBuiltins: [String] = []
    /// What policies and mappers may use of the language and of the built-ins; nil for everything.
    public var capabilities: Capabilities?
    /// Functions that neither policies nor mappers may call, and what to do about it, though `with` may replace them:
    /// what this host does not allow.
    public var refusedBuiltins: [String: String] = [:]

    /// Which policies, by their MRNs, and mappers, by their names, can be traced (``EngineOptions/trace``); nil for none.
    public var isTraced: (@Sendable (String) -> Bool)?

    /// Called before each module is compiled, so that a host can give way to others meanwhile.
    public var betweenModules: @Sendable () -> Void = {}

    public init() {}
  }

  /// SHA-256 over all loaded domains, base64: goes into `metadata.snapshot` of every record.
  public let fingerprint: String
  /// What was odd about the bundles.
  public let warnings: [DomainDiagnostic]
  /// The names of the loaded domains, in order of precedence.
  public let domainNames: [String]

  /// The strings that requests are compared with; an arena for inputs takes them.
  package let symbols: SymbolTable
  let names: WellKnown
  let policies: [PolicyEntry]
  let queries: [PreparedQuery]
  /// What traces of policies show; nil for those that are not traced.
  let traceQueries: [PreparedQuery?]
  let roles: EntityTable<EntityEntry>
  let scopes: EntityTable<EntityEntry>
  let resourceGroups: EntityTable<EntityEntry>
  let groups: EntityTable<GroupEntry>
  /// Operations of each domain.
  let operations: [OperationRoutes]
  /// Resource rules of each domain.
  let resources: [ResourceRoutes]
  /// Index of the resource group that takes what no rule takes, or -1.
  let defaultGroup: Int
  let defaultAnnotations: Value
  let defaultUnrepresentable: Value
  let mappers: [CompiledMapper]
  /// What was loaded, for who asks where something is written.
  package let bundles: BundleSet
  /// Where each policy and each mapper is written.
  let policyPlaces: [BundleSet.Place]
  let mapperPlaces: [BundleSet.Place]
  /// Holds strings of the tables of a variant.
  private let variantSymbols: SymbolTable?
  /// Whether a decision may wait for something outside, such as a network: a policy or a mapper calls a function that
  /// does. Such decisions do not belong on a thread that others wait for.
  public let mayWait: Bool

  /// Compiles every library, policy and mapper.
  /// - Throws: everything that does not compile.
  public init(_ bundles: BundleSet, options: Options = Options()) throws(EngineError) {
    var builder = SnapshotBuilder(bundles, options)
    builder.compile()
    guard builder.failures.isEmpty else {
      throw EngineError(
        .compilation, builder.failures.joined(separator: "\n"), reason: .compilation, findings: builder.findings)
    }
    builder.link()
    symbols = builder.symbols
    names = builder.names
    policies = builder.policies
    queries = builder.queries
    traceQueries = builder.traceQueries
    roles = builder.roles
    scopes = builder.scopes
    resourceGroups = builder.resourceGroups
    groups = builder.groups
    operations = builder.operations
    resources = builder.resources
    defaultGroup = builder.defaultGroup
    (defaultAnnotations, defaultUnrepresentable) = builder.defaultAnnotations()
    mappers = builder.mappers
    self.bundles = bundles
    policyPlaces = builder.policyPlaces
    mapperPlaces = builder.mapperPlaces
    variantSymbols = nil
    mayWait = queries.contains(where: \.mayWait) || mappers.contains(where: \.query.mayWait)
    fingerprint = Fingerprint.base64(bundles.fingerprint)
    warnings = bundles.warnings
    domainNames = bundles.domains.map(\.name.value)
    symbols.freeze()
  }

  /// The same policies with other routes to them.
  /// - Parameters:
  ///   - operations: nil leaves them as they are.
  ///   - resources: rules that come before all others; nil for none.
  ///   - symbols: what the routes' texts lie in.
  init(
    _ base: PolicySnapshot, operations: OperationRoutes?, resources: ResourceRoutes?, in symbols: SymbolTable
  ) {
    self.operations = operations.map { [$0] } ?? base.operations
    self.resources = (resources.map { [$0] } ?? []) + base.resources
    variantSymbols = symbols
    self.symbols = base.symbols
    names = base.names
    policies = base.policies
    queries = base.queries
    traceQueries = base.traceQueries
    roles = base.roles
    scopes = base.scopes
    resourceGroups = base.resourceGroups
    groups = base.groups
    defaultGroup = base.defaultGroup
    defaultAnnotations = base.defaultAnnotations
    defaultUnrepresentable = base.defaultUnrepresentable
    mappers = base.mappers
    bundles = base.bundles
    policyPlaces = base.policyPlaces
    mapperPlaces = base.mapperPlaces
    mayWait = base.mayWait
    fingerprint = base.fingerprint
    warnings = base.warnings
    domainNames = base.domainNames
  }
}

/// The operations of one domain.
struct OperationRoutes: Sendable {
  let selectors: SelectorIndex
  /// The policy of each operation: its index, or why there is none.
  let policies: [OperationPolicy]
}

/// Where an operation's policy reference leads.
enum OperationPolicy: Sendable {
  case policy(Int)
  case unresolved(String)
}

/// The resource rules of one domain.
struct ResourceRoutes: @unchecked Sendable {
  let selectors: SelectorIndex
  let entries: [ResourceEntry]
}
