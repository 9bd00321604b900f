import Foundation
import Rego
import Testing

/// A thread's stack is never overrun, whatever its size: what does not fit ends in an error.
@Suite struct LimitStackTests {
  /// Runs `body` on a thread with a stack of so many KiB.
  private static func onThread(_ kibibytes: Int, _ body: @escaping @Sendable () -> Void) {
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      body()
      done.signal()
    }
    #if ARENA_GUARDS
      // Built for a memory checker, whose frames are several times as large.
      thread.stackSize = kibibytes * 1024 * 16
    #else
      thread.stackSize = kibibytes * 1024
    #endif
    thread.start()
    done.wait()
  }

  @Test(arguments: [1_024, 2_048, 4_096]) func `deep inputs are read or refused`(kibibytes: Int) {
    Self.onThread(kibibytes) {
      for levels in [100, 500, 1_000, 1_999] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
          let text = LimitNestingTests.nested(open, "1", close, levels)
          let policy =
            "p if { {input, q} == {q}; json.marshal(input) == json.marshal(q) }\nq := json.unmarshal(json.marshal(input))"
          try? EvaluationCase("", policy, input: text, .undefined).run()
        }
      }
    }
  }

  @Test(arguments: [1_024, 2_048, 4_096]) func `deep calls are made or refused`(kibibytes: Int) {
    Self.onThread(kibibytes) {
      let functions =
        LimitTests.lines(500) { "f\($0)(x) := count([1 | some y in [1]; not f\($0 + 1)(x + y) == 0])" }
        + "\nf500(x) := x\np := f0(1)"
      try? EvaluationCase("", functions, .undefined).run()
      let values =
        LimitTests.lines(400) { "f\($0)(x) := f\($0 + 1)([[[[x]]]])" } + "\nf400(x) := x\np := {f0(1)} == {f0(2)}"
      try? EvaluationCase("", values, .undefined).run()
    }
  }
}
