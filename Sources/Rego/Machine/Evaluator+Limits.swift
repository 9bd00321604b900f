// Unsafe: counts steps in the machine's state.

extension Evaluator {
  /// Bounds of one evaluation. Reaching one ends it with an ``Diagnostic/Code/evalLimit`` error that names the bound.
  public struct Limits: Sendable {
    /// Rounds of iterations and calls, and what built-ins charge for long work.
    public var instructionsMax = 10_000_000
    public var memoryBytesMax = 64 << 20
    /// Rules and functions that call each other.
    public var callDepthMax = 512
    /// Bytes of a result's JSON text. Values share their parts, so a result may be larger than the memory it lies in.
    public var outputBytesMax = 64 << 20
    /// How long an evaluation may take by ``BuiltinContext/monotonicNanoseconds``.
    public var wallNanosecondsMax = UInt64.max

    public init() {}
  }

  /// Steps between two looks at the clock and the cancellation.
  static let sliceSteps = 4_096

  /// Grants the first slice of steps; looks at the cancellation and the deadline before any work is done.
  @inline(__always)
  func beginBudget() {
    state.pointee.remaining = limits.instructionsMax
    state.pointee.budget = 0
    // The first slice is granted by the first step.
    if state.pointee.isWatched { beginWatch() }
  }

  @inline(never)
  private func beginWatch() {
    state.pointee.wallEnd = .max
    if limits.wallNanosecondsMax != .max, let clock = builtins.monotonicNanoseconds {
      let (end, overflow) = clock().addingReportingOverflow(limits.wallNanosecondsMax)
      state.pointee.wallEnd = overflow ? .max : end
    }
    _ = grantSlice()
  }

  /// Notes whether anybody may end evaluations, so that others need not ask.
  func watch() {
    state.pointee.isWatched =
      cancellation != nil || deadlineNanoseconds != nil || limits.wallNanosecondsMax != .max
  }

  /// Grants the next slice once one is used up. False, with the evaluation's error noted, when something ends it.
  @inline(never)
  func grantSlice() -> Bool {
    if state.pointee.hasFailed { return false }
    if state.pointee.isWatched, let end = reasonToEnd() {
      fail(end)
      return false
    }
    // A slice that was overdrawn, by what a built-in charged, is paid for by what is left.
    state.pointee.remaining += min(state.pointee.budget, 0)
    if state.pointee.remaining < 0 {
      fail(Diagnostic(.evalLimit, "evaluation takes more than \(limits.instructionsMax) steps", at: .none))
      return false
    }
    state.pointee.budget = min(state.pointee.remaining, Evaluator.sliceSteps)
    state.pointee.remaining -= state.pointee.budget
    return true
  }

  private func reasonToEnd() -> Diagnostic? {
    if cancellation?.isCancelled == true { return Evaluator.cancelled }
    guard deadlineNanoseconds != nil || state.pointee.wallEnd != .max, let clock = builtins.monotonicNanoseconds else {
      return nil
    }
    let now = clock()
    if let deadlineNanoseconds, now >= deadlineNanoseconds { return Evaluator.cancelled }
    guard now >= state.pointee.wallEnd else { return nil }
    return Diagnostic(.evalLimit, "evaluation takes more than \(limits.wallNanosecondsMax) nanoseconds", at: .none)
  }

  /// The reference's words, for a deadline too.
  private static let cancelled = Diagnostic(.evalCancel, "caller cancelled query execution", at: .none)

  /// Counts steps that a built-in takes beyond its call.
  func charge(_ steps: Int) throws(BuiltinError) {
    // The evaluation has its error already; this one only leaves the built-in.
    if state.pointee.hasFailed { throw .limit("evaluation was ended") }
    state.pointee.budget -= max(0, min(steps, limits.instructionsMax))
    if state.pointee.budget < 0, !grantSlice() { throw .limit("evaluation was ended") }
  }

  /// Notes the error that ends the evaluation; the first counts.
  func fail(_ error: Diagnostic) {
    guard !state.pointee.hasFailed else { return }
    state.pointee.hasFailed = true
    failure = error
  }

  /// Throws when a result's JSON text would be longer than the bound.
  func checkOutput(_ result: Value) throws(Diagnostic) {
    guard result.tag.rawValue >= Value.Tag.string.rawValue else { return }
    var left = limits.outputBytesMax
    Evaluator.deductText(of: result, from: &left)
    if left < 0 {
      throw Diagnostic(.evalLimit, "result has more than \(limits.outputBytesMax) bytes of JSON", at: .none)
    }
  }

  /// Takes the bytes of a value's JSON text, without escapes, from `left`; stops when that is negative.
  private static func deductText(of value: Value, from left: inout Int) {
    switch value.tag {
    case .string: left -= Int(value.extent) + 2
    case .decimal: left -= Int(value.extent)
    case .array:
      left -= 2 + Int(value.extent)
      for element in value.elements where left >= 0 { deductText(of: element, from: &left) }
    case .object:
      left -= 2 + 2 * value.count
      for entry in value.unorderedEntries where left >= 0 {
        deductText(of: entry.key, from: &left)
        deductText(of: entry.value, from: &left)
      }
    case .set:
      left -= 2 + value.count
      for position in 0..<value.count where left >= 0 {
        deductText(of: value.collection.pointee.members[position], from: &left)
      }
    default: left -= 1
    }
  }
}
