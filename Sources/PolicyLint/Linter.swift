public import PolicyDomain
import Rego

/// Looks for everything that is wrong or odd in files of PolicyDomains.
///
/// It is pure: texts in, findings out. Files that a PolicyDomainReference names are read by `readFile`.
public struct Linter: Sendable {
  public let options: LintOptions

  public init(_ options: LintOptions = LintOptions()) { self.options = options }

  /// Every finding of every text. A text that cannot be loaded is reported, the others are linted all the same.
  /// - Parameters:
  ///   - readFile: reads the Rego files that references name.
  ///   - progress: told after each file how many are read.
  public func lint(
    _ texts: [LintText], readFile: FileReader? = nil, progress: (_ done: Int) -> Void = { _ in }
  ) -> LintReport {
    var findings = FindingList(texts)
    var readings: [(text: LintText, reading: DomainReading)] = []
    for (index, text) in texts.enumerated() {
      readings.append((text, FileStage(text, readFile).reading(&findings)))
      progress(index + 1)
    }
    let ordered = readings.filter(\.reading.isReference) + readings.filter { !$0.reading.isReference }
    let files = ordered.compactMap { text, reading in
      reading.domain.map { LintedFile(name: text.name, reading: reading, domain: $0, levels: text.levels) }
    }
    let modules = lint(files, &findings)
    let names = Dictionary(grouping: modules) { $0.file }
    let reported = ordered.map { text, reading in
      LintReport.File(
        name: text.name, isLoadable: reading.problems.isEmpty && reading.domain != nil,
        modules: (names[text.name] ?? []).map(\.entity))
    }
    return LintReport(files: reported, findings: findings.finished())
  }

  /// - Returns: all modules, as far as they parse.
  private func lint(_ files: [LintedFile], _ findings: inout FindingList) -> [ModuleOfFile] {
    let set = BundleSet(files.map(\.domain))
    for file in files { StructureStage(file).check(&findings) }
    for diagnostic in BundleValidator(set, version: .v0).linkFindings() {
      findings.add(diagnostic, diagnostic.category == .cycle ? .cycle : .reference)
    }
    var rego = RegoStage(files, set, options)
    rego.parse(&findings)
    if options.compilesRego { rego.compile(&findings) }
    let modules = rego.modules
    for module in modules { findings.addSource(of: module.linted) }
    apply(LintedBundles(set: set, files: files, modules: modules.map(\.linted)), &findings)
    return modules
  }

  private func apply(_ bundles: LintedBundles, _ findings: inout FindingList) {
    var found: [LintFinding] = []
    for rule in options.rules.file {
      for file in bundles.files { rule.check(file) { found.append($0) } }
    }
    for rule in options.rules.domain { rule.check(bundles) { found.append($0) } }
    // What is missing from a file that does not load may just not have been understood.
    let broken = Set(bundles.files.lazy.filter { !$0.isLoadable }.map(\.name))
    found.removeAll { $0.severity < .error && broken.contains($0.position.file) && $0.rule != "unknown-key" }
    for rule in options.rules.rego {
      let isViolation = options.isRegal && RuleList.isRegal(rule)
      for module in bundles.modules {
        rule.check(module) { finding in
          var finding = finding
          if isViolation { finding.severity = .error }
          found.append(finding)
        }
      }
    }
    findings.add(found)
  }
}
