public import Rego

/// An array with an object for each test, in the reference's form.
struct JSONReport: RegoTestReport {
  private var results: [RegoTestResult] = []

  mutating func add(_ result: RegoTestResult) -> String {
    results.append(result)
    return ""
  }

  mutating func end() -> String {
    let document = Document { arena in arena.array(results.map { $0.document(in: arena) }) }
    return document.withValue { JSONWriter.pretty($0, escaping: .html) } + "\n"
  }
}

extension RegoTestResult {
  /// The result as the reference prints it in JSON. What was printed is in base64.
  public func document(in arena: Arena) -> Value {
    var object = ObjectBuilder(arena)
    object.set("location", Self.document(test.location, arena))
    object.set("package", arena.string(test.package))
    object.set("name", arena.string(test.name))
    object.set("duration", Value(Int(clamping: durationNanoseconds)))
    switch outcome {
    case .pass: break
    case .fail: object.set("fail", .true)
    case .skip: object.set("skip", .true)
    case .error: object.set("error", error(in: arena))
    }
    if !output.isEmpty { object.set("output", arena.string(Self.base64(output))) }
    if !cases.isEmpty { object.set("sub_results", cases.document(in: arena)) }
    if !trace.isEmpty {
      object.set("trace", arena.array(trace.split(separator: "\n").map { arena.string(String($0)) }))
    }
    return object.finish()
  }

  /// What ended an evaluation is one object; what does not compile is an array of them.
  private func error(in arena: Arena) -> Value {
    let documents = errors.map { $0.document(in: arena) }
    let isOfEvaluation = errors.count == 1 && errors[0].code.rawValue.hasPrefix("eval_")
    return isOfEvaluation ? documents[0] : arena.array(documents)
  }

  private static func base64(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let encoded = [UInt8](unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      count = bytes.withUnsafeBufferPointer { Base64.encode($0, into: start, url: false, padded: true) }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  private static func document(_ location: Location, _ arena: Arena) -> Value {
    var object = ObjectBuilder(arena)
    object.set("file", arena.string(location.file))
    object.set("row", Value(location.row))
    object.set("col", Value(location.column))
    return object.finish()
  }
}
