import MeshDoctor
import Testing

@Test func severitiesHaveTheNamesOfReports() {
  #expect(MeshFinding.Severity.error.rawValue == "error")
}
