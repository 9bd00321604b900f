import MeshDoctor
import Testing

@Suite struct FindingExampleTests {
  @Test("a finding is there before its remedy and not after it", arguments: FindingExamples.all)
  func examples(_ example: FindingExample) {
    let kind = MeshDoctor.kinds.first { $0.code == example.code }
    let found = example.report(example.before).findings.filter { $0.code == example.code }
    #expect(found.map(\.severity) == [kind?.severity])
    #expect(found.allSatisfy { !$0.position.file.isEmpty && !$0.message.isEmpty && !$0.remedy.isEmpty })
    let rest = example.report(example.after).findings.map(\.code)
    #expect(!rest.contains(example.code))
  }

  @Test("every kind of finding has an example") func complete() {
    let codes = Set(FindingExamples.all.map(\.code))
    #expect(MeshDoctor.kinds.map(\.code).filter { !codes.contains($0) } == [])
    #expect(Set(MeshDoctor.kinds.map(\.code)).count == MeshDoctor.kinds.count)
  }

  @Test("files that fit together have no finding") func clean() {
    let report = DoctorCase(.envoy, .istio, .workload, .domain).report
    #expect(report.findings.map { "\($0.code) \($0.position): \($0.message)" } == [])
  }
}
