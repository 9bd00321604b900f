/// A line for each test, and how many passed.
struct TextReport: SuiteReport {
  private var counts = SuiteCounts()

  mutating func begin(_ count: Int) -> String { "" }

  mutating func add(_ result: CaseResult) -> String {
    counts.add(result)
    switch result.outcome {
    case .passed: return "\(result.name): PASS\n"
    case .failed(let mismatches):
      return "\(result.name): FAIL (\(mismatches.map(\.description).joined(separator: "; ")))\n"
    case .error(let message): return "\(result.name): ERROR (\(message))\n"
    }
  }

  mutating func end() -> String { "\n\(counts.passed)/\(counts.total) tests passed\n" }
}
