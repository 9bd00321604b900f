import Testing

@testable import Rego

/// A call of a built-in and what it must give, as data.
struct BuiltinCall: Sendable, CustomTestStringConvertible {
  let name: String
  /// The arguments as a JSON array; `{"$set": […]}` is a set.
  let arguments: String
  /// The result as Rego text, `undefined`, or `!` and the error's text.
  let wanted: String

  init(_ name: String, _ arguments: String, _ wanted: String) {
    self.name = name
    self.arguments = arguments
    self.wanted = wanted
  }

  var testDescription: String { "\(name)(\(arguments.dropFirst().dropLast()))" }

  static let builtins = BuiltinRegistry(StandardBuiltins.all).byName

  func check() throws { #expect(try result() == wanted) }

  /// - Parameter bytesMax: the bound on what the call may allocate.
  func result(bytesMax: Int = 16 << 20, prepare: (BuiltinContext) -> Void = { _ in }) throws -> String {
    let builtin = try #require(Self.builtins[name])
    let document = try Document(json: arguments)
    let context = BuiltinContext(arena: Arena(bytesMax: bytesMax))
    prepare(context)
    let operands = withExtendedLifetime(document) {
      document.value.items.map { Self.withSets($0, context.arena) } + [.undefined]
    }
    try #require(operands.count - 1 == builtin.arity)
    return operands.withUnsafeBufferPointer { operands in
      do throws(BuiltinError) {
        let value = try builtin.call(context, operands.baseAddress.unsafelyUnwrapped)
        return value.isUndefined ? "undefined" : TermText.string(value)
      } catch {
        return "!\(error.report(for: name).1.dropFirst(name.count + 2))"
      }
    }
  }

  private static func withSets(_ value: Value, _ arena: Arena) -> Value {
    switch value.kind {
    case .array: return arena.array(value.items.map { withSets($0, arena) })
    case .object where !value["$set"].isUndefined:
      var set = SetBuilder(arena)
      for member in value["$set"].items { set.insert(withSets(member, arena)) }
      return set.finish()
    case .object:
      var object = ObjectBuilder(arena)
      for (key, member) in value.pairs { object.set(withSets(key, arena), withSets(member, arena)) }
      return object.finish()
    default: return arena.copy(value)
    }
  }
}
