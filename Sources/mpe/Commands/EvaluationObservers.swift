import Rego

/// Those who want to know of one evaluation how it went: a log, coverage, both or none.
final class EvaluationObservers: EvaluationObserver {
  let coverage: Coverage?
  private let log: TraceLog?
  private let selection: TraceLog.Selection

  init(_ explanation: RegoEvalCommand.Explanation, coverage: Bool) {
    self.coverage = coverage ? Coverage() : nil
    let selection = TraceLog.Selection(rawValue: explanation.rawValue)
    log = selection.map { TraceLog(wantsUnifications: $0 == .debug) }
    self.selection = selection ?? .full
  }

  var isEmpty: Bool { coverage == nil && log == nil }

  var wantsUnifications: Bool { log?.wantsUnifications ?? false }

  func observe(_ event: TraceEvent) {
    log?.observe(event)
    coverage?.observe(event)
  }

  /// The events that were asked for, a line each; nil when none were.
  var explanation: String? { log?.text(selection) }
}
