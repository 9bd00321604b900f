// What every family reads its operands with.

typealias Operands = UnsafePointer<Value>

extension UnsafePointer<Value> {
  @inline(__always)
  func string(_ index: Int) throws(BuiltinError) -> Value {
    if self[index].tag == .string { return self[index] }
    throw .operandType(index + 1, expected: .string, got: self[index].kind)
  }

  @inline(__always)
  func number(_ index: Int) throws(BuiltinError) -> Value {
    if self[index].isNumber { return self[index] }
    throw .operandType(index + 1, expected: .number, got: self[index].kind)
  }

  @inline(__always)
  func array(_ index: Int) throws(BuiltinError) -> Value {
    if self[index].tag == .array { return self[index] }
    throw .operandType(index + 1, expected: .array, got: self[index].kind)
  }

  @inline(__always)
  func object(_ index: Int) throws(BuiltinError) -> Value {
    if self[index].tag == .object { return self[index] }
    throw .operandType(index + 1, expected: .object, got: self[index].kind)
  }

  @inline(__always)
  func set(_ index: Int) throws(BuiltinError) -> Value {
    if self[index].tag == .set { return self[index] }
    throw .operandType(index + 1, expected: .set, got: self[index].kind)
  }

  /// A 64-bit integer written as one: `1.0` and `1e3` do not count.
  @inline(__always)
  func integer(_ index: Int) throws(BuiltinError) -> Int64 {
    if self[index].tag == .int { return self[index].int64 }
    throw integerError(index)
  }

  private func integerError(_ index: Int) -> BuiltinError {
    guard self[index].isNumber else { return .operandType(index + 1, expected: .number, got: self[index].kind) }
    return .type("operand \(index + 1) must be integer number but got floating-point number")
  }

  /// The members of an array or a set; `orders` is how the message lists what would have been right.
  @inline(__always)
  func sequence(
    _ index: Int, expected: OperandTypes = [.set, .array]
  ) throws(BuiltinError) -> UnsafeBufferPointer<Value> {
    switch self[index].tag {
    case .array: return self[index].elements
    case .set: return self[index].sortedMembers
    default: throw .operandType(index + 1, expected: expected, got: self[index].kind)
    }
  }
}

extension BuiltinError {
  static let outOfMemory = BuiltinError.limit("memory limit reached")

  /// An element of a collection is of the wrong kind.
  static func element(_ position: Int, of collection: Value, got: Value, expected: String) -> BuiltinError {
    let kind = collection.kind.name
    return .type("operand \(position) must be \(kind) of \(expected)s but got \(kind) containing \(got.kind.name)")
  }

  /// The diagnostic's code and text for a call of the built-in `name`.
  public func report(for name: String) -> (Diagnostic.Code, String) {
    switch self {
    case .operandType(let position, let expected, let got):
      (.evalType, "\(name): operand \(position) must be \(expected.text) but got \(got.name)")
    case .type(let text): (.evalType, "\(name): \(text)")
    case .failed(let text), .halt(let text): (.evalBuiltin, "\(name): \(text)")
    case .limit(let text): (.evalLimit, "\(name): \(text)")
    case .cancelled(let text): (.evalCancel, "\(name): \(text)")
    }
  }
}

extension OperandTypes {
  /// List the kinds in alphabetical order: most messages of the reference do not.
  static let alphabetical = OperandTypes(rawValue: 128)

  /// `string`, or `one of {set, array}`.
  var text: String {
    let usual: [(OperandTypes, Value.Kind)] = [
      (.string, .string), (.number, .number), (.boolean, .boolean), (.object, .object), (.set, .set),
      (.array, .array), (.null, .null),
    ]
    var names = usual.filter { contains($0.0) }.map(\.1.name)
    if contains(.alphabetical) { names.sort() }
    return names.count == 1 ? names[0] : "one of {\(names.joined(separator: ", "))}"
  }
}

extension Value.Kind {
  /// The kind's name as `type_name` gives it.
  public var name: String {
    switch self {
    case .undefined: "undefined"
    case .null: "null"
    case .boolean: "boolean"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    case .set: "set"
    }
  }
}
