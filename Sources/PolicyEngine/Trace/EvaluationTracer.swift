import Rego

/// Shows how policies and mappers are evaluated, in the reference's words.
///
/// What is shown is a second evaluation, by an evaluator and in memory of its own: whatever happens to it, the decision
/// is the same as without. Built-ins that wait for the network are called twice.
final class EvaluationTracer {
  private let evaluator: Evaluator
  private let sink: @Sendable (String) -> Void
  /// Events beyond these are not shown.
  static let eventCountMax = 100_000

  init(_ snapshot: PolicySnapshot, limits: Evaluator.Limits, sink: @escaping @Sendable (String) -> Void) {
    evaluator = Evaluator(symbols: snapshot.symbols, limits: limits)
    self.sink = sink
  }

  /// Evaluates a query and hands its trace on: the events with their places, an empty line, and the result set, or why
  /// there is none.
  /// - Parameter decision: the evaluator of the decision, whose clock and bounds in time hold here too.
  func trace(_ query: PreparedQuery, input: Value, as decision: Evaluator) {
    let log = TraceLog(wantsUnifications: true, eventCountMax: Self.eventCountMax)
    evaluator.builtins.zoneFile = decision.builtins.zoneFile
    evaluator.builtins.network = decision.builtins.network
    evaluator.builtins.nowNanoseconds = decision.builtins.nowNanoseconds
    evaluator.builtins.monotonicNanoseconds = decision.builtins.monotonicNanoseconds
    evaluator.deadlineNanoseconds = decision.deadlineNanoseconds
    let end: String
    do throws(Diagnostic) {
      let rows = try evaluator.evaluate(query, input: input, observer: log)
      end = rows.count == 0 ? "undefined" : Self.resultSet(query, rows)
    } catch {
      end = error.description
    }
    let cut = log.events.count < Self.eventCountMax ? "" : "… more than \(Self.eventCountMax) events\n"
    sink("\(log.text(.debug))\(cut)\n\(end) \n")
    evaluator.reset()
  }

  /// `[{"expressions": [{"value", "text", "location"}], "bindings": {…}}]`, indented by tabs, in the reference's order.
  private static func resultSet(_ query: PreparedQuery, _ rows: Value) -> String {
    let results = rows.items.map { row in
      let values = row.items
      let expressions = query.expressions.enumerated().map { index, location in
        let text = Document { $0.string(location.text) }.json
        let place = "{\"row\":\(location.row),\"col\":\(location.column)}"
        return "{\"value\":\(json(values[query.bindings.count + index])),\"text\":\(text),\"location\":\(place)}"
      }
      let bindings = query.bindings.enumerated().map { "\"\($1)\":\(json(values[$0]))" }
      return
        "{\"expressions\":[\(expressions.joined(separator: ","))],\"bindings\":{\(bindings.joined(separator: ","))}}"
    }
    var compact = "[\(results.joined(separator: ","))]"
    let writer = ByteWriter()
    compact.withUTF8 { JSONIndenter.tabs.write($0, to: writer) }
    return writer.string
  }

  private static func json(_ value: Value) -> String { JSONWriter.string(value, escaping: .html) }
}

extension Engine {
  /// Shows the evaluation of a policy, where it is to be seen.
  func trace(policy index: Int, _ request: RealisedRequest) {
    guard let tracer, let query = snapshot.traceQueries[index] else { return }
    tracer.trace(query, input: request.porc, as: evaluator)
    state.pointee.nowNanoseconds = environment.elapsedNanoseconds()
  }

  /// Shows the evaluation of a mapper, where it is to be seen.
  func trace(mapper index: Int, _ input: Value) {
    guard let tracer, let query = snapshot.mappers[index].traceQuery else { return }
    tracer.trace(query, input: input, as: evaluator)
  }
}
