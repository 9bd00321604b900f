internal import Rego

/// A grammar turns bytes into modules that mostly compile, data and an input.
enum EvaluateTarget {
  static let target = FuzzTarget("evaluate") { (bytes) throws(FuzzTarget.BrokenProperty) in
    var source = ByteSource(bytes)
    var subject = Subject()
    subject.input = document(&source)
    let inner = document(&source)
    subject.data = Document { arena in
      var object = ObjectBuilder(arena)
      object.set("d", arena.copy(inner.value))
      return object.finish()
    }
    var generator = ModuleGenerator(source)
    subject.modules = [Array(generator.module().utf8)]
    try subject.check()
    subject.query = "x := data.t; y := data.t[k]"
    try subject.check()
  }

  private static func document(_ source: inout ByteSource) -> Document {
    var choices = source
    let document = Document { arena in
      var values = ValueGenerator(arena)
      return values.withoutSets(values.value(&choices, depth: 3))
    }
    source = choices
    return document
  }
}

extension ValueGenerator {
  /// The value as JSON can have it.
  fileprivate func withoutSets(_ value: Value) -> Value {
    (try? Document(json: JSONWriter.string(value))).map { arena.copy($0.value) } ?? .null
  }
}
