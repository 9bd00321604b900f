import Rego

/// What kind of value a term denotes, as far as its text tells.
enum ValueKind: String, Sendable {
  case null, boolean, number, string, array, set, object

  /// Nil where the text does not tell.
  init?(_ term: Term) {
    switch term.node {
    case .null: self = .null
    case .boolean: self = .boolean
    case .number: self = .number
    case .string, .template: self = .string
    case .array, .arrayComprehension: self = .array
    case .set, .setComprehension: self = .set
    case .object, .objectComprehension: self = .object
    case .variable, .reference: return nil
    case .call(let function, let arguments):
      guard let name = function.builtinName, let kind = ValueKind(resultOf: name, arguments) else { return nil }
      self = kind
    }
  }

  /// The kind of a built-in's result.
  private init?(resultOf name: String, _ arguments: [Term]) {
    // A difference is a number or a set.
    if name == "minus" {
      guard let kind = arguments.lazy.compactMap({ ValueKind($0) }).first else { return nil }
      self = kind
      return
    }
    guard let kind = Self.results[name] else { return nil }
    self = kind
  }

  /// Whether a name is a built-in.
  static func isBuiltin(_ name: String) -> Bool {
    BuiltinDeclarations.declaration(of: name) != nil || name == "print"
  }

  /// How many arguments a built-in takes.
  static func arity(of name: String) -> Int? { arities[name] }

  private static let results: [String: ValueKind] = {
    var results: [String: ValueKind] = [:]
    for name in BuiltinDeclarations.names {
      guard let kind = BuiltinDeclarations.declaration(of: String(name)).flatMap(resultKind) else { continue }
      results[String(name)] = kind
    }
    return results
  }()

  private static let arities: [String: Int] = {
    var arities: [String: Int] = [:]
    for name in BuiltinDeclarations.names {
      arities[String(name)] = BuiltinDeclarations.declaration(of: String(name)).map(argumentCount)
    }
    return arities
  }()

  /// The kind behind `=> name: `.
  private static func resultKind(_ declaration: Substring) -> ValueKind? {
    guard let arrow = declaration.lastRange(of: "=> ") else { return nil }
    var type = declaration[arrow...]
    let label = type.prefix { $0.isLetter || $0 == " " || $0 == "_" || $0.isNumber }
    if type.dropFirst(label.count).hasPrefix(": ") { type = type.dropFirst(label.count + 2) }
    return ValueKind(rawValue: String(type.prefix { $0.isLetter }))
  }

  private static func argumentCount(_ declaration: Substring) -> Int {
    var depth = 0
    var count = 0
    var isEmpty = true
    for character in declaration {
      switch character {
      case "(", "[", "<", "{": depth += 1
      case ")", "]", ">", "}":
        depth -= 1
        if depth == 0 { return isEmpty ? 0 : count + 1 }
      case "," where depth == 1: count += 1
      default: isEmpty = false
      }
    }
    return count
  }
}

extension Substring {
  /// The index behind the last occurrence of a text.
  fileprivate func lastRange(of text: String) -> Index? {
    var index = endIndex
    while index > startIndex {
      index = self.index(before: index)
      if self[index...].hasPrefix(text) { return self.index(index, offsetBy: text.count) }
    }
    return nil
  }
}
