package import PolicyDomain
internal import PolicyEngine

/// Why policies could not be loaded.
package struct LoadFailure: Error, Sendable, CustomStringConvertible {
  /// Everything, with positions and remedies, as it goes to the log; several lines where there are several findings.
  package let message: String
  /// The findings one by one; none where the failure is not about a place in a text.
  package let findings: [DomainDiagnostic]
  /// What was read.
  let reading: BundleReading

  package var description: String { message }

  init(_ message: String, findings: [DomainDiagnostic] = [], reading: BundleReading) {
    self.message = message
    self.findings = findings
    self.reading = reading
  }

  init(_ error: DomainError, reading: BundleReading) {
    self.init(error.description, findings: error.diagnostics, reading: reading)
  }

  init(_ error: EngineError, reading: BundleReading) {
    self.init(error.description, findings: error.findings, reading: reading)
  }
}
