import PolicyDomain
import Rego

extension RegoStage {
  /// Compiles every library with what it needs, every policy with its libraries, every mapper, and all libraries
  /// together, and reports what fails.
  mutating func compile(_ findings: inout FindingList) {
    let bundles = BundleSet(files.map(\.domain))
    for (index, file) in files.enumerated() {
      // A domain whose name is taken is compiled as if it had come first.
      let isKept = bundles.domain(named: file.domain.name.value).map { bundles.domains[$0].file } == file.name
      let view = DomainView(files, isKept ? bundles : BundleSet([file.domain] + files.map(\.domain)), first: index)
      for place in file.domain.libraries.indices { compile(.library, place, of: index, view, &findings) }
      for place in file.domain.policies.indices { compile(.policy, place, of: index, view, &findings) }
      for place in file.domain.mappers.indices { compile(.mapper, place, of: index, view, &findings) }
    }
    compileLibrariesTogether(&findings)
  }

  private func compile(
    _ kind: DomainEntity.Kind, _ place: Int, of file: Int, _ view: DomainView, _ findings: inout FindingList
  ) {
    let domain = files[file].domain
    let own = ModuleKey(file: file, kind: kind, index: place)
    guard let module = parsed[own] else { return }
    var keys = [own]
    var names = [module.source.name: 0]
    if kind != .mapper {
      let entry = kind == .library ? domain.libraries[place] : domain.policies[place]
      guard let libraries = view.libraries(of: entry, in: domain) else { return }
      for library in libraries {
        // Without one of them every call into it would be one more finding.
        guard let other = parsed[library] else { return }
        // Modules with one MRN collapse to the last one.
        if let known = names.updateValue(keys.count, forKey: other.source.name) {
          keys[known] = library
          names[other.source.name] = known
        } else {
          keys.append(library)
        }
      }
    }
    check(keys, &findings)
  }

  private func compileLibrariesTogether(_ findings: inout FindingList) {
    var last: [String: ModuleKey] = [:]
    for (index, file) in files.enumerated() {
      for (place, library) in file.domain.libraries.enumerated() {
        let key = ModuleKey(file: index, kind: .library, index: place)
        if parsed[key] != nil { last[library.mrn.value] = key }
      }
    }
    if last.count > 1 { check(last.values.sorted { ($0.file, $0.index) < ($1.file, $1.index) }, &findings) }
  }

  private func check(_ keys: [ModuleKey], _ findings: inout FindingList) {
    do throws(Diagnostics) { _ = try compiler.compile(keys.map { parsed[$0]! }) } catch {
      for problem in error.all { report(problem, keys, &findings) }
    }
  }

  private func report(_ problem: Diagnostic, _ keys: [ModuleKey], _ findings: inout FindingList) {
    let key = keys.first { parsed[$0]!.source === problem.location.source } ?? keys[0]
    let domain = files[key.file].domain
    let (snippet, entry) = text(key)
    // A finding about modules as a whole has no place of its own.
    let position = problem.location.source == nil ? snippet.start : place(problem, snippet)
    let details = problem.details.map { ": \($0)" }.joined()
    findings.add(
      LoadingRule.regoCompile.finding(
        problem.message + details, at: position, domain: domain.name.value, entity: entry.entity, field: "rego"))
  }

  private func text(_ key: ModuleKey) -> (RegoSnippet, DomainEntry) {
    let domain = files[key.file].domain
    let entry = domain.entries(key.kind)[key.index]
    return switch key.kind {
    case .library: (domain.libraries[key.index].rego, entry)
    case .policy: (domain.policies[key.index].rego, entry)
    default: (domain.mappers[key.index].rego, entry)
    }
  }
}

/// Finds the libraries of a module among all files.
struct DomainView {
  private let bundles: BundleSet
  private let fileOf: [Int]

  /// - Parameter first: the file that counts where two have one name.
  init(_ files: [LintedFile], _ bundles: BundleSet, first: Int) {
    self.bundles = bundles
    fileOf = bundles.domains.map { domain in
      let isFirst = files[first].domain.name.value == domain.name.value
      return isFirst ? first : files.firstIndex { $0.domain.name.value == domain.name.value } ?? first
    }
  }

  /// The libraries that a module needs, or nil when one is not found.
  func libraries(of module: PolicyModule, in domain: Domain) -> [RegoStage.ModuleKey]? {
    guard let index = bundles.domain(named: domain.name.value) else { return nil }
    do throws(Dependencies.Failure) {
      return try Dependencies(bundles).resolve(module.dependencies, in: index).map {
        RegoStage.ModuleKey(file: fileOf[$0.place.domain], kind: .library, index: $0.place.index)
      }
    } catch { return nil }
  }
}
