/// What the stages found, up to the reference's limit.
struct Findings {
  static let limit = 10

  private(set) var all: [Diagnostic] = []
  /// The limit is reached and said so: nothing more is recorded.
  private(set) var isFull = false

  mutating func report(_ finding: Diagnostic) {
    if isFull { return }
    if all.count == Findings.limit {
      isFull = true
      all.append(Diagnostic(.compile, "error limit reached", at: .none))
    } else {
      all.append(finding)
    }
  }

  mutating func report(_ findings: some Sequence<Diagnostic>) {
    for finding in findings { report(finding) }
  }
}
