import PolicyDomain
import Rego

/// A module and the file of its domain.
struct ModuleOfFile {
  let file: String
  let entity: DomainEntity
  let linted: LintedModule
}

/// Parses and compiles all Rego, as loading would.
struct RegoStage {
  /// A Rego text of a domain.
  struct Text {
    let file: Int
    let entity: DomainEntity
    let snippet: RegoSnippet
    /// Of libraries and policies: its place in its section.
    let index: Int
  }

  let files: [LintedFile]
  let options: LintOptions
  let compiler: Compiler
  private let set: BundleSet
  private(set) var modules: [ModuleOfFile] = []
  /// By file, kind and place in the section.
  private(set) var parsed: [ModuleKey: Module] = [:]

  struct ModuleKey: Hashable {
    var file: Int
    var kind: DomainEntity.Kind
    var index: Int
  }

  init(_ files: [LintedFile], _ set: BundleSet, _ options: LintOptions) {
    self.files = files
    self.set = set
    self.options = options
    var compiler = Compiler(builtins: options.builtins.removing(options.unsafeBuiltins))
    compiler.version = options.versions.first ?? .v0
    compiler.refusedBuiltins = options.refusedBuiltins
    self.compiler = compiler
  }

  // MARK: Parsing

  mutating func parse(_ findings: inout FindingList) {
    let phases = PhaseIndex(set)
    for (index, file) in files.enumerated() {
      for text in Self.texts(of: file.domain, index) where !text.snippet.isBlank {
        let key = ModuleKey(file: index, kind: text.entity.kind, index: text.index)
        guard let module = parse(text, &findings) else { continue }
        parsed[key] = module
        let used = phases.phases(of: text.entity.kind, text.index, in: file.domain)
        modules.append(
          ModuleOfFile(
            file: file.name, entity: text.entity,
            linted: LintedModule(
              syntax: module, snippet: text.snippet, domain: file.domain.name.value, entity: text.entity, phases: used,
              file: file.name)))
      }
    }
  }

  private static func texts(of domain: Domain, _ file: Int) -> [Text] {
    func texts(_ kind: DomainEntity.Kind, _ snippets: [RegoSnippet]) -> [Text] {
      zip(domain.entries(kind), snippets).map { entry, snippet in
        Text(file: file, entity: entry.entity, snippet: snippet, index: entry.index)
      }
    }
    return texts(.library, domain.libraries.map(\.rego)) + texts(.policy, domain.policies.map(\.rego))
      + texts(.mapper, domain.mappers.map(\.rego))
  }

  /// The module in the first version that it parses in, else what is wrong with it in the first of all.
  private func parse(_ text: Text, _ findings: inout FindingList) -> Module? {
    var problems: Diagnostics?
    for version in options.versions {
      do throws(Diagnostics) { return try compiler.parse(text.snippet.source, version: version) } catch {
        problems = problems ?? error
      }
    }
    let domain = files[text.file].domain.name.value
    let hint = SyntaxHint(text.snippet, compiler: compiler, versions: options.versions)
    let all = problems?.all ?? []
    // Of a module in the other version every line is wrong for one reason.
    for problem in hint.remedy == nil ? all[...] : all.prefix(1) {
      let details = problem.details.first.map { ": \($0)" } ?? ""
      findings.add(
        LoadingRule.regoSyntax.finding(
          problem.message + (problem.message.isEmpty ? details : ""), at: place(problem, text.snippet),
          domain: domain, entity: text.entity, field: "rego", remedy: hint.remedy, fix: hint.fix))
    }
    return nil
  }

  /// Texts that lie inside one line are meant as a whole.
  func place(_ problem: Diagnostic, _ snippet: RegoSnippet) -> SourcePosition {
    RegoMessages([snippet]).position(problem)
  }
}
