import MeshDoctor
import Testing

/// What a proxy does where mpe does not answer.
@Suite struct ErrorAnswerTests {
  @Test(
    "a code that is no error is one",
    arguments: [
      ("OK", true), ("Found", true), ("204", true), ("ServiceUnavailable", false), ("503", false), ("Forbidden", false),
    ])
  func codes(_ code: String, _ isFound: Bool) {
    var files = DoctorCase(.envoy)
    files.replace("ServiceUnavailable", with: code, in: .envoy)
    #expect(files.codes == (isFound ? ["status-on-error-succeeds"] : []))
  }

  @Test("Istio's code is held to the same") func provider() {
    var files = DoctorCase(.istio)
    files.replace("\"503\"", with: "\"302\"", in: .istio)
    #expect(files.codes == ["status-on-error-succeeds"])
  }

  @Test(
    "Envoy's durations are seconds",
    arguments: [
      ("250ms", "timeout: 0.25s"), ("1m", "timeout: 60s"), (".5s", "timeout: 0.5s"), ("1.s", "timeout: 1s"),
      ("0.0000000001s", "timeout: 0.25s"), ("0.25s", nil), ("1s", nil),
    ])
  func durations(_ text: String, _ yaml: String?) {
    var files = DoctorCase(.envoy)
    files.replace("timeout: 0.25s", with: "timeout: \(text)", in: .envoy)
    #expect(files.report.findings.first { $0.code == "invalid-timeout" }?.yaml == yaml)
  }

  @Test("istiod takes Go's durations too") func mesh() {
    var files = DoctorCase(.istio)
    files.replace("timeout: 0.5s", with: "timeout: 500ms", in: .istio)
    #expect(files.codes == [])
  }
}
