public import PolicyDomain

/// What linting found.
public struct LintReport: Sendable {
  /// One file that was looked at.
  public struct File: Sendable {
    public var name: String
    /// Whether it loads as far as it alone is concerned.
    public var isLoadable: Bool
    /// Its Rego: libraries, policies, mappers, in the order of the file.
    public var modules: [DomainEntity]
  }

  /// In the order in which domains take precedence: references first, then as they were given.
  public var files: [File]
  /// Each once, by file, line and column.
  public var findings: [LintFinding]

  public func count(_ severity: LintFinding.Severity) -> Int { findings.count { $0.severity == severity } }

  public var errorCount: Int { count(.error) }
  public var hasErrors: Bool { findings.contains { $0.severity == .error } }

  /// The findings of each file that has any.
  public var byFile: [String: [LintFinding]] { Dictionary(grouping: findings) { $0.position.file } }

  /// The files in which nothing is an error.
  public var cleanFiles: [File] {
    let faulty = Set(findings.lazy.filter { $0.severity == .error }.map(\.position.file))
    return files.filter { !faulty.contains($0.name) }
  }
}
