/// Counts which lines of policies were evaluated: give it to evaluations as their observer, then ask for the report.
public final class Coverage: EvaluationObserver {
  /// Lines, from 1, both ends included.
  public typealias Range = ClosedRange<Int>

  /// What is known of one file.
  public struct File: Sendable {
    public internal(set) var covered: [Range] = []
    public internal(set) var notCovered: [Range] = []

    public var coveredLines: Int { covered.reduce(0) { $0 + $1.count } }
    public var notCoveredLines: Int { notCovered.reduce(0) { $0 + $1.count } }
    /// Percent of the lines that count.
    public var coverage: Double { Coverage.percentage(coveredLines, notCoveredLines) }
  }

  public struct Report: Sendable {
    public internal(set) var files: [String: File] = [:]

    public var coveredLines: Int { files.values.reduce(0) { $0 + $1.coveredLines } }
    public var notCoveredLines: Int { files.values.reduce(0) { $0 + $1.notCoveredLines } }
    public var coverage: Double { Coverage.percentage(coveredLines, notCoveredLines) }
  }

  /// By file.
  private var hits: [String: Set<Int>] = [:]

  public init() {}

  public func observe(_ event: TraceEvent) {
    switch (event.operation, event.node) {
    case (.exit, .rule(let rule)): hit(rule.head.location)
    case (.eval, .expression(let expression)): hit(expression.location)
    default: return
    }
  }

  private func hit(_ location: Location) {
    if !location.file.isEmpty { hits[location.file, default: []].insert(location.row) }
  }

  /// - Parameter modules: the policies as they were parsed.
  public func report(_ modules: [Module]) -> Report {
    var report = Report()
    for (file, rows) in hits { report.files[file, default: File()].covered = Coverage.ranges(rows) }
    for module in modules {
      var rows: Set<Int> = []
      for rule in module.rules {
        var next: Rule? = rule
        while let current = next {
          Coverage.collect(current, &rows)
          next = current.elseRule
        }
      }
      rows.subtract(hits[module.source.name] ?? [])
      report.files[module.source.name, default: File()].notCovered = Coverage.ranges(rows)
    }
    return report
  }

  /// The rows that count: of heads, and of all expressions but declarations.
  private static func collect(_ rule: Rule, _ rows: inout Set<Int>) {
    var found: Set<Int> = []
    if !rule.head.location.file.isEmpty { found.insert(rule.head.location.row) }
    var visitor = SyntaxVisitor()
    visitor.visitExpression = { expression in
      if case .some = expression.node { return true }
      if !expression.location.file.isEmpty { found.insert(expression.location.row) }
      return true
    }
    visitor.visitHead(of: rule, reference: true)
    visitor.visit(rule.body)
    rows.formUnion(found)
  }

  private static func ranges(_ rows: Set<Int>) -> [Range] {
    var ranges: [Range] = []
    for row in rows.sorted() {
      if let last = ranges.last, last.upperBound == row - 1 {
        ranges[ranges.count - 1] = last.lowerBound...row
      } else {
        ranges.append(row...row)
      }
    }
    return ranges
  }

  private static func percentage(_ covered: Int, _ notCovered: Int) -> Double {
    covered + notCovered == 0 ? 0 : 100 * Double(covered) / Double(covered + notCovered)
  }
}

extension Coverage.Report {
  /// The report as the reference prints it in JSON.
  public func document(in arena: Arena) -> Value {
    var byName = ObjectBuilder(arena)
    for (name, file) in files {
      var entry = ObjectBuilder(arena)
      if !file.covered.isEmpty { entry.set("covered", ranges(file.covered, arena)) }
      if !file.notCovered.isEmpty { entry.set("not_covered", ranges(file.notCovered, arena)) }
      if file.coveredLines > 0 { entry.set("covered_lines", Value(file.coveredLines)) }
      if file.notCoveredLines > 0 { entry.set("not_covered_lines", Value(file.notCoveredLines)) }
      if file.coverage > 0 { entry.set("coverage", percentage(file.coverage, arena)) }
      byName.set(arena.string(name), entry.finish())
    }
    var report = ObjectBuilder(arena)
    report.set("files", byName.finish())
    report.set("covered_lines", Value(coveredLines))
    report.set("not_covered_lines", Value(notCoveredLines))
    report.set("coverage", percentage(coverage, arena))
    return report.finish()
  }

  private func percentage(_ value: Double, _ arena: Arena) -> Value {
    value.rounded() == value ? Value(Int(value)) : arena.number("\(value)")
  }

  private func ranges(_ ranges: [Coverage.Range], _ arena: Arena) -> Value {
    arena.array(
      ranges.map { range in
        var (start, end, entry) = (ObjectBuilder(arena), ObjectBuilder(arena), ObjectBuilder(arena))
        start.set("row", Value(range.lowerBound))
        end.set("row", Value(range.upperBound))
        entry.set("start", start.finish())
        entry.set("end", end.finish())
        return entry.finish()
      })
  }
}
