public import Rego

/// A bundle: what an author wrote, the framework, and what leads from one to the other. A pure value.
///
/// ```swift
/// let bundle = RuneBundle(sources)
/// if let error = bundle.findings.first(where: { $0.severity == .error }) { … }
/// let program = try compiler.compile(bundle.modules.map(\.module), data: bundle.data.value)
/// let results = program.prepare(path: ["rune", "results"])
/// ```
public struct RuneBundle: Sendable {
  public struct Options: Sendable {
    /// Of the framework; nil for the newest.
    public var frameworkVersion: String?
    /// Of the manifest where the author has none; nil for `default-deny`.
    public var strategy: String?
    /// The version of the language of all of the author's modules; nil for each as it parses, v1 first.
    public var language: RegoVersion?
    /// Reads `# METADATA` blocks.
    public var annotations: AnnotationReader?
    /// Keeps `*_test.rego`.
    public var keepsTests = false

    public init() {}
  }

  /// All modules, in the order of their paths.
  public private(set) var modules: [BundleModule] = []
  /// The base documents, with the manifest at `rune.policy_bundle` unless that is a package.
  public private(set) var data: Document
  /// In the order of their ids.
  public private(set) var ruleSets: [RuleSet] = []
  /// The framework's.
  public let frameworkVersion: String
  /// The names of all adapters, sorted.
  public private(set) var adapters: [String] = []
  /// Whether the sources are a bundle that has the framework already: it is taken as it is.
  public let isComplete: Bool
  /// Whether the author has no manifest, and one was made.
  public private(set) var isManifestGenerated = false
  public private(set) var findings: [BundleFinding]

  public init(_ sources: RuneSources, options: Options = Options()) {
    data = sources.data ?? Document { ObjectBuilder($0).finish() }
    findings = sources.findings
    isComplete = sources.manifest.frameworkVersion != nil
    frameworkVersion =
      sources.manifest.frameworkVersion ?? options.frameworkVersion ?? RuneFramework.versions.last ?? ""
    if isComplete {
      readComplete(sources, options)
      return
    }
    guard let framework = RuneFramework.modules(version: frameworkVersion) else {
      let versions = RuneFramework.versions.map { "`\($0)`" }.joined(separator: ", ")
      findings.append(
        BundleFinding(.error, "there is no version `\(frameworkVersion)` of the framework: there are \(versions)"))
      return
    }
    readAuthorModules(sources, options)
    readFramework(framework)
    let packages = PackageRules.all(of: authorModules, data: data)
    findings += FrameworkNames.findings(authorModules, data: data, framework: modules)
    let finder = RuleSetFinder(packages, listed: PolicyBundle.ids(in: data))
    let (strategies, strategyFindings) = CustomStrategy.all(of: packages)
    ruleSets = finder.ruleSets
    findings += finder.findings + strategyFindings
    if ruleSets.isEmpty, !findings.contains(where: { $0.severity == .error }) {
      findings.append(
        BundleFinding(
          .error,
          "there is no rule set in `\(sources.name)`: a rule set is a package with `metadata`, and with `allow` "
            + "or `deny`"))
    }
    let manifest = PolicyBundle(
      sources, isModule: packages.contains { $0.path == ["rune", "policy_bundle"] }, ruleSets: ruleSets,
      strategy: options.strategy, known: Set(CustomStrategy.builtIn + strategies.flatMap(\.names)))
    data = manifest.data
    isManifestGenerated = manifest.isGenerated
    findings += manifest.findings
    generate(packages, strategies)
    modules.sort { $0.path < $1.path }
  }

  // MARK: Modules

  var authorModules: [BundleModule] { modules.filter { $0.origin == .author } }

  private mutating func readAuthorModules(_ sources: RuneSources, _ options: Options) {
    for text in sources.texts where options.keepsTests || !text.path.hasSuffix("_test.rego") {
      if let module = read(text, sources, options) { add(module) }
    }
  }

  private mutating func read(_ text: RuneSources.Text, _ sources: RuneSources, _ options: Options) -> BundleModule? {
    let reader = ModuleReader(
      forced: sources.manifest.language(of: text.path) ?? options.language, annotations: options.annotations)
    do throws(Diagnostics) {
      let (module, version) = try reader.read(text.source)
      let isFramework =
        isComplete && (module.packageNames == ["rune"] || module.packageNames.starts(with: ["rune", "standard"]))
      return BundleModule(
        path: text.path, origin: isFramework ? .framework : .author, module: module, version: version)
    } catch {
      findings += error.all.map { BundleFinding(.error, $0.message, at: $0.location) }
      return nil
    }
  }

  /// A bundle that was made before: nothing is added and nothing left out.
  private mutating func readComplete(_ sources: RuneSources, _ options: Options) {
    modules = sources.texts.compactMap { read($0, sources, options) }
    let packages = PackageRules.all(of: authorModules, data: data)
    ruleSets = RuleSetFinder(packages, listed: PolicyBundle.ids(in: data)).ruleSets
    adapters = Self.ownAdapters(packages).sorted()
    findings += FrameworkNames.findings(authorModules, data: data, framework: modules)
    // What was added since would be passed over: a rule that denies, for one.
    let text = GeneratedModules(ruleSets: ruleSets, strategies: CustomStrategy.all(of: packages).strategies).bundle
    if RuneFramework.versions.contains(frameworkVersion),
      !modules.contains(where: { $0.package == ["rune"] && $0.module.source.bytes == Array(text.utf8) })
    {
      findings.append(
        BundleFinding(
          .error, "its rule sets were changed after the bundle was made: make it anew by `mpe rune bundle`"))
    }
  }

  /// Adapters that have a rule `response`.
  private static func ownAdapters(_ packages: [PackageRules]) -> [String] {
    packages.filter {
      $0.path.count == 3 && $0.path.starts(with: ["rune", "adapters"]) && !$0.documents("response").isEmpty
    }.map { $0.path[2] }
  }

  /// Modules of the framework's own packages are left out or refused.
  private mutating func add(_ module: BundleModule) {
    let place = module.module.packageLocation
    if module.package == ["rune"] {
      if module.module.rules.contains(where: { $0.name == "policy_bundle" }) {
        findings.append(
          BundleFinding(
            .error,
            "the manifest cannot be a rule of package `rune`, which is the framework's: put it into `data.json`, or "
              + "into package `rune.policy_bundle`", at: place))
      }
      findings.append(
        BundleFinding(
          .note, "the framework built in is used instead of this module of package `rune`; `mpe rego eval` runs yours",
          at: place))
    } else if module.package.starts(with: ["rune", "standard"]) {
      findings.append(
        BundleFinding(
          .error,
          "packages below `rune.standard` are the framework's: adapters of your own are packages "
            + "`rune.adapters.<name>` with a rule `response`", at: place))
    } else {
      modules.append(module)
    }
  }

  private mutating func readFramework(_ sources: [SourceText]) {
    for source in sources { addOwn(source, at: source.name, .framework) }
  }

  private mutating func generate(_ packages: [PackageRules], _ strategies: [CustomStrategy]) {
    let own = Self.ownAdapters(packages)
    let standard = modules.filter {
      $0.origin == .framework && $0.package.count == 3 && $0.package[1] == "standard"
    }.map { $0.package[2] }
    adapters = Set(own + standard).sorted()
    let missing = Set(standard).subtracting(own).sorted()
    let generated = GeneratedModules(ruleSets: ruleSets, strategies: strategies)
    addOwn(SourceText(name: "rune/bundle.rego", text: generated.bundle), at: "rune/bundle.rego", .generated)
    for name in missing {
      let path = "rune/bundle_\(name).rego"
      addOwn(SourceText(name: path, text: GeneratedModules.adapter(name)), at: path, .generated)
    }
  }

  /// Adds a module that is right by construction, at a path that no other has.
  private mutating func addOwn(_ source: SourceText, at path: String, _ origin: BundleModule.Origin) {
    var free = path
    while modules.contains(where: { $0.path == free }) { free = String(free.dropLast(5)) + "_rune.rego" }
    do throws(Diagnostics) {
      let module = try Parser.module(source, version: .v1)
      modules.append(BundleModule(path: free, origin: origin, module: module, version: .v1))
    } catch {
      findings += error.all.map { BundleFinding(.error, $0.message, at: $0.location) }
    }
  }
}
