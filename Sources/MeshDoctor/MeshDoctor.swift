public import PolicyDomain
public import Rego

/// Looks for contradictions between an Envoy configuration, a mesh, and the policies that decide for them.
///
/// It is pure: texts in, findings out.
public struct MeshDoctor: Sendable {
  /// Where mpe listens, as far as the caller knows.
  public var listeners: [ListenPlace]
  /// Of Rego modules that do not import `rego.v1`.
  public var version: RegoVersion

  public init(listeners: [ListenPlace] = [], version: RegoVersion = .v0) {
    self.listeners = listeners
    self.version = version
  }

  /// Every kind of finding, by code.
  public static let kinds: [FindingKind] = (DoctorChecks.all.flatMap(\.kinds) + FileReadings.kinds)
    .sorted { $0.code < $1.code }

  /// Looks at all files together. A file that cannot be read is a finding, the others are looked at all the same.
  /// - Parameter readFile: reads the Rego files that references name.
  public func examine(_ files: [MeshFile], readFile: FileReader? = nil) -> MeshReport {
    var readings = FileReadings(version: version, readFile: readFile)
    for file in files { readings.add(file) }
    readings.finish()
    var setup = readings.setup
    setup.listeners = listeners.map { Positioned($0, at: SourcePosition(file: "")) }
    setup.finish()
    var findings = readings.findings
    for check in DoctorChecks.all { check.check(setup) { findings.append($0) } }
    return MeshReport(files: readings.files, findings: Self.ordered(findings))
  }

  private static func ordered(_ findings: [MeshFinding]) -> [MeshFinding] {
    var indices: [String: Int] = [:]
    var ordered: [MeshFinding] = []
    func place(_ finding: MeshFinding) -> (String, Int, Int, String) {
      (finding.position.file, finding.position.line, finding.position.column, finding.code)
    }
    var places: Set<String> = []
    for finding in findings.sorted(by: { place($0) < place($1) }) {
      let key = "\(finding.code) \(finding.message)"
      guard places.insert("\(key) \(finding.position)").inserted else { continue }
      if let index = indices[key] {
        ordered[index].alsoAt.append(finding.position)
      } else {
        indices[key] = ordered.count
        ordered.append(finding)
      }
    }
    return ordered
  }
}
