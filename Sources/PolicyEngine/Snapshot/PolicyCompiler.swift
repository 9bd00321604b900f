import PolicyDomain
import Rego

/// Compiles the Rego of bundles.
struct PolicyCompiler {
  private let bundles: BundleSet
  private let compiler: Compiler
  private let betweenModules: () -> Void
  private let isTraced: (@Sendable (String) -> Bool)?
  /// What does not compile, as the reference says it.
  private(set) var failures: [String] = []
  /// The same, one by one and with places.
  private(set) var findings: [DomainDiagnostic] = []

  /// - Parameters:
  ///   - isTraced: for which modules, by name, there are queries to trace as well.
  ///   - betweenModules: called before each module is compiled.
  init(
    _ bundles: BundleSet, compiler: Compiler, isTraced: (@Sendable (String) -> Bool)? = nil,
    betweenModules: @escaping () -> Void = {}
  ) {
    self.bundles = bundles
    self.betweenModules = betweenModules
    self.compiler = compiler
    self.isTraced = isTraced
  }

  /// What records call the modules of a policy: 32 bytes over its MRN, its text and the texts of its libraries in the
  /// order in which they were found, twice where one has two spellings.
  static func fingerprint(_ policy: PolicyModule, _ libraries: [PolicyModule]) -> [UInt8] {
    Fingerprint.of([Array(policy.mrn.value.utf8), policy.rego.source.bytes] + libraries.map(\.rego.source.bytes))
  }

  /// Compiles a library by itself, to find errors in libraries that nothing uses.
  mutating func check(_ library: PolicyModule, in domain: Int) {
    let context = "domain \(bundles.domains[domain].name.value): policy library \(library.mrn.value)"
    guard let libraries = libraries(of: library, in: domain, context) else { return }
    _ = program([library] + libraries, context)
  }

  /// The query of a policy, the one that a trace shows, and the policy's fingerprint.
  mutating func policy(
    _ policy: PolicyModule, in domain: Int
  ) -> (query: PreparedQuery, trace: PreparedQuery?, fingerprint: [UInt8])? {
    let context = "domain \(bundles.domains[domain].name.value): policy \(policy.mrn.value)"
    guard let libraries = libraries(of: policy, in: domain, context),
      let program = program([policy] + libraries, context)
    else { return nil }
    let trace = traceQuery(program, policy.mrn.value, "x = data.authz.allow")
    return (program.prepare(path: ["authz", "allow"]), trace, Self.fingerprint(policy, libraries))
  }

  /// The query of a mapper, and the one that a trace shows.
  mutating func mapper(_ mapper: MapperModule, in domain: Int) -> (query: PreparedQuery, trace: PreparedQuery?)? {
    let name = mapper.name?.value ?? ""
    let context = "domain \(bundles.domains[domain].name.value): mapper \(name)"
    guard let program = program([mapper.rego], context) else { return nil }
    return (program.prepare(path: ["mapper", "porc"]), traceQuery(program, name, "porc = data.mapper.porc"))
  }

  private func traceQuery(_ program: Program, _ name: String, _ text: String) -> PreparedQuery? {
    guard isTraced?(name) == true else { return nil }
    return try? program.prepare(query: SourceText(name: "", text: text), version: compiler.version)
  }

  private mutating func libraries(
    of module: PolicyModule, in domain: Int, _ context: String
  ) -> [PolicyModule]? {
    do throws(Dependencies.Failure) {
      return try Dependencies(bundles).resolve(module.dependencies, in: domain).map { bundles.library($0.place) }
    } catch {
      failures.append("\(context): resolving dependencies: \(error.description)")
      find("\(context): resolving dependencies: \(error.description)", .reference, at: error.position)
      return nil
    }
  }

  private mutating func program(_ modules: [PolicyModule], _ context: String) -> Program? {
    // Modules with one MRN collapse to the last one; the policy itself is named first and counts least.
    var order: [String] = []
    var byName: [String: RegoSnippet] = [:]
    for module in modules {
      if byName.updateValue(module.rego, forKey: module.mrn.value) == nil { order.append(module.mrn.value) }
    }
    return program(order.map { byName[$0]! }, context)
  }

  private mutating func program(_ snippets: [RegoSnippet], _ context: String) -> Program? {
    betweenModules()
    if let blank = snippets.first(where: \.isBlank) {
      failures.append("\(context): compilation failed: \(blank.start): rego_parse_error: empty module")
      find("\(context): rego_parse_error: empty module", .rego, at: blank.start)
      return nil
    }
    do throws(Diagnostics) {
      return try compiler.compile(snippets.map(\.source))
    } catch {
      let messages = RegoMessages(snippets)
      failures.append("\(context): compilation failed: \(messages.render(error, withCodes: true))")
      for diagnostic in error.all {
        find("\(context): \(diagnostic.code.rawValue): \(diagnostic.message)", .rego, at: messages.position(diagnostic))
      }
      return nil
    }
  }

  private mutating func find(_ message: String, _ category: DomainDiagnostic.Category, at position: SourcePosition?) {
    findings.append(DomainDiagnostic(category, message, at: position))
  }
}
