import PolicyDomain

/// Reads one text as far as it can be read.
struct FileStage {
  private let text: LintText
  private let readFile: FileReader?

  init(_ text: LintText, _ readFile: FileReader?) {
    self.text = text
    self.readFile = readFile
  }

  func reading(_ findings: inout FindingList) -> DomainReading {
    let start = SourcePosition(file: text.name, line: 1, column: 1)
    switch text.content {
    case .failure(let failure):
      findings.add(LoadingRule.unreadable.finding("failed to read file: \(failure.reason)", at: start))
      return DomainReading(isYAML: false, problems: [])
    case .success(let bytes):
      let reading = DomainParser(file: text.name, readFile: readFile).read(bytes)
      for problem in reading.problems { report(problem, reading, &findings) }
      for domain in [reading.domain].compactMap({ $0 }) {
        for problem in domain.mappers.flatMap(\.brokenSelectors) { report(problem, reading, &findings) }
      }
      return reading
    }
  }

  private func report(_ problem: DomainDiagnostic, _ reading: DomainReading, _ findings: inout FindingList) {
    var problem = problem
    // A file as a whole is meant: its first line stands for it.
    if problem.position == nil || problem.position?.line == 0 {
      problem.position = SourcePosition(file: text.name, line: 1, column: 1)
    }
    if problem.position?.column == 0 { problem.position?.column = 1 }
    switch problem.category {
    case .selector:
      problem.message = "invalid selector: \(problem.message)"
      findings.add(problem, .selector)
    case _ where !reading.isYAML: findings.add(problem, .syntax)
    default: findings.add(unloadable(problem, reading))
    }
  }

  private func unloadable(_ problem: DomainDiagnostic, _ reading: DomainReading) -> LintFinding {
    var finding = LoadingRule.unloadable.finding(
      "failed to load PolicyDomain: \(problem.message)", at: problem.position ?? SourcePosition(file: text.name),
      remedy: problem.remedy)
    if let version = reading.apiVersion, version.position == problem.position, let meant = Self.meant(version.value) {
      finding.remedy = "write `apiVersion: \(meant.rawValue)`"
      finding.fix = .replacing(version, by: meant.rawValue)
    }
    return finding
  }

  /// The version that a wrong one stands for: `manetu.io/v1alpha4` is written in old documents of the reference.
  private static func meant(_ written: String) -> APIVersion? {
    let name = written.split(separator: "/").last.map(String.init) ?? written
    let known = APIVersion.allCases
    return known.first { $0.rawValue.hasSuffix("/\(name)") && written != $0.rawValue }
      ?? NearestWord.of(written, among: known.map(\.rawValue)).flatMap(APIVersion.init)
  }
}
