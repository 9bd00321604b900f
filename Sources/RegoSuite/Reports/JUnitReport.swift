import Rego
import TestReports

/// An XML document in JUnit's form: packages are its classes.
struct JUnitReport: RegoTestReport {
  private var document = JUnitDocument(name: "rego")

  mutating func add(_ result: RegoTestResult) -> String {
    let test = result.test
    var entry = JUnitDocument.Case(
      name: test.name, className: test.package, file: test.location.file, line: test.location.row,
      nanoseconds: Int64(clamping: result.durationNanoseconds), outcome: Self.outcome(result))
    entry.output = result.output
    document.add(entry)
    return ""
  }

  mutating func end() -> String { document.text }

  private static func outcome(_ result: RegoTestResult) -> JUnitDocument.Outcome {
    switch result.outcome {
    case .pass: return .passed
    case .skip: return .skipped
    case .error:
      let lines = result.errors.map(\.description)
      return .error(message: lines.first ?? "", text: lines.joined(separator: "\n"))
    case .fail:
      let failed = result.cases.all.filter { $0.result.isFailed && $0.result.cases.isEmpty }
        .map { $0.path.joined(separator: "/") }
      if failed.isEmpty { return .failed(message: "not true", text: result.trace) }
      return .failed(message: "cases failed: \(failed.joined(separator: ", "))", text: result.trace)
    }
  }
}
