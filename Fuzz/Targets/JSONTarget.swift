internal import Rego

/// JSON text to a value and back.
enum JSONTarget {
  static let target = FuzzTarget("json") { (bytes) throws(FuzzTarget.BrokenProperty) in
    let document: Document
    do throws(JSONError) { document = try Document(json: Array(bytes)) } catch {
      _ = error.description
      return
    }
    let value = document.value
    for text in [
      document.json, JSONWriter.string(value, escaping: .html), JSONWriter.pretty(value),
      JSONWriter.pretty(value, indent: "\t", escaping: .html),
    ] {
      guard let again = try? Document(json: text) else { throw .init("what was written cannot be read: \(text)") }
      try FuzzTarget.require(Value.equal(again.value, value), "what was written reads otherwise: \(text)")
      try FuzzTarget.require(again.json == document.json, "what was written is written otherwise: \(text)")
    }
    let copy = Document(copying: value)
    try FuzzTarget.require(Value.compare(copy.value, value) == 0, "a copy is not equal")
    withExtendedLifetime(document) {}
  }
}
