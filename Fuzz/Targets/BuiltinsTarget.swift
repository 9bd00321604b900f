package import Rego

/// Calls of built-ins: the first byte picks the family, the next the function, all others make its arguments.
package enum BuiltinsTarget {
  static let target = FuzzTarget("builtins") { (bytes) throws(FuzzTarget.BrokenProperty) in
    try check(bytes, families: standard)
  }

  private static let standard = families(BuiltinRegistry.standard)

  /// Built-ins by what stands before the first full stop of their names.
  package static func families(_ registry: BuiltinRegistry) -> [[Builtin]] {
    Dictionary(grouping: registry.byName.values) { $0.name.split(separator: ".").first.map(String.init) ?? "" }
      .sorted { $0.key < $1.key }.map { $0.value.sorted { $0.name < $1.name } }
  }

  /// A call that starts with a letter is text, for cases that stay true when built-ins are added: the name, a space,
  /// and the arguments as a JSON array in which `{"$set": […]}` is a set.
  package static func check(
    _ bytes: UnsafeBufferPointer<UInt8>, families: [[Builtin]]
  ) throws(FuzzTarget.BrokenProperty) {
    let context = BuiltinContext(arena: Arena(bytesMax: 4 << 20))
    var source = ByteSource(bytes)
    var values = ValueGenerator(context.arena)
    if let first = bytes.first, first >= UInt8(ascii: "a") && first <= UInt8(ascii: "z") {
      let parts = bytes.split(separator: UInt8(ascii: " "), maxSplits: 1)
      let name = String(decoding: parts[0], as: UTF8.self)
      guard parts.count == 2, let call = families.joined().first(where: { $0.name == name }),
        let arguments = try? Document(json: Array(parts[1])), arguments.value.count == call.arity
      else { return }
      try check(call, arguments.value.items.map { values.withSets($0) }, context)
      return withExtendedLifetime(arguments) {}
    }
    // Counted from the letters on, so that no family is out of reach.
    let family = families[Int(source.byte() &- UInt8(ascii: "z") &- 1) % families.count]
    let call = source.one(of: family)
    let arguments = (0..<call.arity).map { _ in values.value(&source, depth: 3) }
    try check(call, arguments, context)
  }

  /// It ends, within its bounds; twice it gives the same; what it gives can be written and copied.
  private static func check(
    _ call: Builtin, _ arguments: [Value], _ context: BuiltinContext
  ) throws(FuzzTarget.BrokenProperty) {
    let first = outcome(call, arguments, context)
    let second = outcome(call, arguments, context)
    guard call.isDeterministic else { return }
    try FuzzTarget.require(
      first == second || context.arena.isExhausted || second.contains("limit"),
      "`\(call.name)` of \(arguments.map { JSONWriter.string($0) }) gives \(first), then \(second)")
  }

  private static func outcome(_ call: Builtin, _ arguments: [Value], _ context: BuiltinContext) -> String {
    (arguments + [.undefined]).withUnsafeBufferPointer { operands in
      do throws(BuiltinError) {
        let value = try call.call(context, operands.baseAddress.unsafelyUnwrapped)
        if value.isUndefined || context.arena.isExhausted { return "undefined" }
        let copy = Document(copying: value)
        return "\(JSONWriter.string(value)) \(Value.equal(copy.value, value))"
      } catch {
        return "!\(error.report(for: call.name).1)"
      }
    }
  }
}
