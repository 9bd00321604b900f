// Unsafe: plain memory of one evaluator.

/// What `with` has put in place of something.
struct Replacement {
  enum Target { case input, document, function, builtin }
  enum Substitute { case value, function, builtin }
  var target: Target
  /// Node or built-in.
  var index: Int32
  var substitute: Substitute = .value
  var substituteIndex: Int32 = 0
  var value: Value = .undefined
  var savedInput: Value
  var savedEpoch: UInt64
}

/// A document node's value, once computed. Valid while the epoch is the same.
struct MemoSlot {
  var epoch: UInt64
  var isComplete: Bool
  var value: Value
  /// How many single keys of it were evaluated in this epoch, and what they cost.
  var keyedEpoch: UInt64 = 0
  var keyedCalls: UInt32 = 0
  var keyedSteps = 0
  /// The evaluation, by its first epoch, in which the whole document came to an error.
  var refusedIn: UInt64 = 0
}

/// The registers of the evaluator that every step touches, behind a constant pointer.
struct MachineState {
  var input: Value = .undefined
  /// Changes with every evaluation and every `with`, so that no memo outlives what it was computed from.
  var epoch: UInt64 = 0
  var lastEpoch: UInt64 = 0
  /// Steps until the next look at clock and cancellation.
  var budget = 0
  /// Steps beyond those.
  var remaining = 0
  /// When the bound on wall time is reached.
  var wallEnd = UInt64.max
  var depth = 0
  /// First free register.
  var top: UnsafeMutablePointer<Value>
  var end: UnsafeMutablePointer<Value>
  var memo: UnsafeMutablePointer<MemoSlot>
  var memoCount = 0
  /// How many of the replacements stand for documents, and for functions or built-ins.
  var documentReplacements = 0
  var functionReplacements = 0
  var hasFailed = false
  /// A strict built-in has failed; the evaluator has the error.
  var hasBuiltinFailure = false
  /// Somebody may end evaluations from outside, or a clock.
  var isWatched = false
  /// Of the evaluation that runs.
  var firstEpoch: UInt64 = 0
}
