/// What the doctor found.
public struct MeshReport: Sendable {
  /// A file, and what was found in it: `Envoy bootstrap`, `PolicyDomain shop`.
  public struct File: Sendable {
    public var name: String
    public var contents: [String]
  }

  public var files: [File]
  /// By file, line and column; the same finding in several places is one.
  public var findings: [MeshFinding]

  public func count(_ severity: MeshFinding.Severity) -> Int { findings.count { $0.severity == severity } }

  public var hasErrors: Bool { findings.contains { $0.severity == .error } }
}
