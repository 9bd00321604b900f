import Rego

/// One JSON document: counts, and each test with what was expected, what came, and the policies' references.
struct JSONReport: SuiteReport {
  private let file: String
  private var counts = SuiteCounts()
  private var results: [CaseResult] = []

  init(file: String) { self.file = file }

  mutating func begin(_ count: Int) -> String { "" }

  mutating func add(_ result: CaseResult) -> String {
    counts.add(result)
    results.append(result)
    return ""
  }

  mutating func end() -> String {
    let document = Document { arena in
      var object = ObjectBuilder(arena)
      object.set("file", arena.string(file))
      object.set("total", Value(counts.total))
      object.set("passed", Value(counts.passed))
      object.set("failed", Value(counts.failed))
      object.set("errors", Value(counts.errors))
      object.set("durationNanoseconds", Value(Int(counts.nanoseconds)))
      object.set("tests", arena.array(results.map { Self.value($0, arena) }))
      return object.finish()
    }
    return document.withValue { JSONWriter.pretty($0) } + "\n"
  }

  private static func value(_ result: CaseResult, _ arena: Arena) -> Value {
    var object = ObjectBuilder(arena)
    object.set("name", arena.string(result.name))
    if let description = result.description { object.set("description", arena.string(description)) }
    object.set("line", Value(result.position.line))
    object.set("durationNanoseconds", Value(Int(result.durationNanoseconds)))
    switch result.outcome {
    case .passed: object.set("status", arena.string("pass"))
    case .failed(let mismatches):
      object.set("status", arena.string("fail"))
      object.set("mismatches", arena.array(mismatches.map { value($0, arena) }))
    case .error(let message):
      object.set("status", arena.string("error"))
      object.set("message", arena.string(message))
    }
    if let record = result.record {
      for name in ["decision", "grantReason", "denyReason", "references"] {
        let member = record.value[name]
        if !member.isUndefined { object.set(name, arena.copy(member)) }
      }
    }
    return object.finish()
  }

  private static func value(_ mismatch: Mismatch, _ arena: Arena) -> Value {
    var object = ObjectBuilder(arena)
    object.set("what", arena.string(mismatch.what))
    object.set("expected", arena.string(mismatch.expected))
    object.set("got", arena.string(mismatch.got))
    return object.finish()
  }
}
