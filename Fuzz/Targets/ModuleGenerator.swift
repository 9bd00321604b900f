internal import Rego

/// Rego modules made from a fuzzer's bytes by a grammar: mostly safe, mostly without recursion.
struct ModuleGenerator {
  private var source: ByteSource
  /// What each rule so far may be used as.
  private var rules: [(name: String, arity: Int)] = []
  /// Variables that are bound where the generator stands.
  private var scope: [String] = []
  private var nextVariable = 0
  /// How many more terms may be made.
  private var budget = 250

  init(_ source: ByteSource) { self.source = source }

  static let scalars = [
    "1", "0", "-1", "2.5", "true", "false", "null", "\"a\"", "\"b\"", "\"\"", "\"ñ\"", "[]", "{}", "set()",
    "9223372036854775807", "1e3", "\"10.0.0.0/8\"", "\"a.b\"", "\"%v\"", "`[a-z]+`",
  ]
  static let infixes = ["+", "-", "*", "/", "%", "&", "|", "==", "!=", "<", "<=", ">", ">="]
  static let calls = BuiltinRegistry.standard.byName.values
    .filter { $0.isDeterministic && !$0.name.hasPrefix("internal.") && $0.arity > 0 && $0.name.first?.isLetter == true }
    .sorted { $0.name < $1.name }
  static let common = [
    "count", "sum", "max", "sort", "concat", "split", "object.get", "array.concat", "union", "is_string", "to_number",
    "sprintf", "object.union", "array.slice", "json.marshal", "type_name", "object.keys", "startswith", "abs",
  ].compactMap { BuiltinRegistry.standard.byName[$0] }

  mutating func module() -> String {
    var text = "package t\n"
    repeat {
      text += rule() + "\n"
    } while !source.isAtEnd && rules.count < 12 && budget > 0
    return text
  }

  private mutating func fresh() -> String {
    nextVariable += 1
    return "x\(nextVariable)"
  }

  // MARK: Rules

  private mutating func rule() -> String {
    scope = []
    // Sometimes another clause of a rule that is there.
    let isMore = !rules.isEmpty && source.isOne(in: 4)
    let (name, arity) = isMore ? source.one(of: rules) : ("r\(rules.count)", -1)
    if arity > 0 { return function(name, arity) }
    let form = isMore ? 0 : source.number(below: 9)
    defer { if !isMore, form != 5 { rules.append((name, 0)) } }
    switch form {
    case 0:
      let body = body()
      return "\(name) := \(term(2)) if \(body)" + alternatives()
    case 1:
      let body = body()
      return "\(name) contains \(term(2)) if \(body)"
    case 2:
      let body = body()
      return "\(name)[\(term(1))] := \(term(2)) if \(body)"
    case 3:
      let scalar = source.one(of: Self.scalars)
      let body = body()
      return "default \(name) := \(scalar)\n\(name) := \(term(2)) if \(body)"
    case 4:
      let body = body()
      return "\(name).a[\(term(1))].b contains \(term(2)) if \(body)"
    case 5:
      defer { rules.append((name, 1 + rules.count % 2)) }
      return function(name, 1 + rules.count % 2)
    case 6:
      let body = body()
      return "\(name) if \(body)"
    default: return "\(name) := \(term(3))"
    }
  }

  private mutating func function(_ name: String, _ arity: Int) -> String {
    var parameters: [String] = []
    for _ in 0..<arity {
      switch source.number(below: 6) {
      case 0: parameters.append(source.one(of: Self.scalars))
      case 1:
        let (first, second) = (fresh(), fresh())
        scope += [first, second]
        parameters.append("[\(first), \(second)]")
      case 2: parameters.append("_")
      default:
        parameters.append(fresh())
        scope.append(parameters[parameters.count - 1])
      }
    }
    let head = "\(name)(\(parameters.joined(separator: ", ")))"
    let body = body()
    return "\(head) := \(term(2)) if \(body)" + alternatives()
  }

  private mutating func alternatives() -> String {
    guard source.isOne(in: 4) else { return "" }
    scope = []
    let body = body()
    return " else := \(term(1)) if \(body)"
  }

  // MARK: Bodies

  private mutating func body() -> String {
    var expressions = [expression(2)]
    while expressions.count < 5, !source.isOne(in: 3), budget > 0 { expressions.append(expression(2)) }
    return "{ \(expressions.joined(separator: "; ")) }"
  }

  private mutating func expression(_ depth: Int) -> String {
    budget -= 1
    switch source.number(below: 14) {
    case 0, 1: return bind { "\($0) := \($1.term(depth))" }
    case 2: return bind { "some \($0) in \($1.collection(depth))" }
    case 3:
      let collection = collection(depth)
      let (key, value) = (fresh(), fresh())
      scope += [key, value]
      return "some \(key), \(value) in \(collection)"
    case 4: return bind { "\($1.collection(1))[\($0)]" }
    case 5: return bind { "\($0) = \($1.collection(1))[_]" }
    case 6:
      let collection = collection(depth)
      let (first, second) = (fresh(), fresh())
      scope += [first, second]
      return "[\(first), \(second)] = \(collection)"
    case 7 where depth > 0: return "not \(term(depth - 1))"
    case 8 where depth > 0:
      let collection = collection(depth - 1)
      let outer = scope
      let (key, value) = (fresh(), fresh())
      scope += [key, value]
      defer { scope = outer }
      return "every \(key), \(value) in \(collection) { \(expression(depth - 1)) }"
    case 9:
      let place = source.one(of: [
        "input", "input.a", "data.d", "data.d.a", rules.first.map { "data.t.\($0.name)" } ?? "input",
      ])
      return bind { "\($0) := \($1.term(depth)) with \(place) as \($1.term(1))" }
    case 10: return "\(term(1)) == \(term(1))"
    case 11: return "{\"a\": \(term(1)), \"b\": _} = \(collection(1))"
    default: return term(depth)
    }
  }

  /// An expression that binds a variable, which is in scope after it.
  private mutating func bind(_ make: (String, inout ModuleGenerator) -> String) -> String {
    let variable = fresh()
    defer { scope.append(variable) }
    return make(variable, &self)
  }

  // MARK: Terms

  private mutating func collection(_ depth: Int) -> String {
    switch source.number(below: 6) {
    case 0: return "[\(list(depth))]"
    case 1: return "{\(term(depth - 1)), 1}"
    case 2: return "input"
    case 3: return "data.d"
    case 4: return comprehension(depth)
    default: return reference()
    }
  }

  private mutating func list(_ depth: Int) -> String {
    (0..<(1 + source.number(below: 3))).map { _ in term(depth - 1) }.joined(separator: ", ")
  }

  private mutating func term(_ depth: Int) -> String {
    budget -= 1
    guard depth > 0, budget > 0 else { return leaf() }
    switch source.number(below: 14) {
    case 0: return "[\(list(depth))]"
    case 1: return "{\(term(depth - 1)): \(term(depth - 1)), \"k\": \(leaf())}"
    case 2: return "{\(list(depth))}"
    case 3: return comprehension(depth)
    case 4, 5: return "(\(term(depth - 1)) \(source.one(of: Self.infixes)) \(term(depth - 1)))"
    case 6: return call(source.one(of: Self.common), depth)
    case 7: return call(Self.calls[source.number(below: Self.calls.count)], depth)
    case 8: return "$\"a{\(leaf())}b\""
    case 9: return "\(reference())[\(leaf())]"
    case 10:
      guard let function = rules.last(where: { $0.arity > 0 }) else { return leaf() }
      return "\(function.name)(\((0..<function.arity).map { _ in term(depth - 1) }.joined(separator: ", ")))"
    case 11: return "(\(leaf()) in \(collection(depth - 1)))"
    default: return leaf()
    }
  }

  private mutating func call(_ builtin: Builtin, _ depth: Int) -> String {
    "\(builtin.name)(\((0..<builtin.arity).map { _ in term(depth - 1) }.joined(separator: ", ")))"
  }

  private mutating func comprehension(_ depth: Int) -> String {
    let outer = scope
    defer { scope = outer }
    let body = (0...source.number(below: 2)).map { _ in expression(depth - 1) }.joined(separator: "; ")
    switch source.number(below: 3) {
    case 0: return "[\(term(depth - 1)) | \(body)]"
    case 1: return "{\(term(depth - 1)) | \(body)}"
    default: return "{\(term(1)): \(term(depth - 1)) | \(body)}"
    }
  }

  private mutating func leaf() -> String {
    switch source.number(below: 4) {
    case 0: return source.one(of: Self.scalars)
    case 1, 2: return scope.isEmpty ? reference() : source.one(of: scope)
    default: return reference()
    }
  }

  /// A reference to the input, the data, or a rule that was made before this one; once in a while to any.
  private mutating func reference() -> String {
    switch source.number(below: 5) {
    case 0: return "input" + source.one(of: ["", ".a", "[0]", ".value"])
    case 1: return "data.d" + source.one(of: ["", ".a", "[0]", ".path"])
    case 2 where source.isOne(in: 16): return "r\(source.number(below: 12))"
    default:
      guard let rule = rules.last(where: { _ in source.isOne(in: 2) }) ?? rules.first, rule.arity == 0 else {
        return "input"
      }
      return rule.name + source.one(of: ["", "", ".a", "[_]"])
    }
  }
}
