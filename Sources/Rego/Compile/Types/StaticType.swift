/// What the type checker knows about a value before evaluation.
///
/// Where a type is optional, nil means that nothing is known yet. Types are immutable and shared; those that get too
/// large, too high or too wide become ``anything``, which can hide an error but never make one.
enum StaticType: Sendable {
  case null
  case boolean
  case number
  case string
  case array(ArrayType)
  case object(ObjectType)
  case set(SetType)
  case any(UnionType)
  case function(FunctionType)

  /// A type with more parts is ``anything``. Parts that are shared count as often as they are met.
  static let partsMax = 1 << 16
  static let heightMax = 256
  /// A union of more types is ``anything``.
  static let unionMax = 256

  // A reference of its own: LeakSanitizer does not see the one in an enum's payload.
  private static let emptyUnion = UnionType(members: [])
  static let anything = StaticType.any(emptyUnion)

  var isAnything: Bool { if case .any(let union) = self { union.members.isEmpty } else { false } }

  /// How large a type is, and whether a part of it is unknown.
  var extent: TypeExtent {
    switch self {
    case .null, .boolean, .number, .string: TypeExtent()
    case .array(let type): type.extent
    case .object(let type): type.extent
    case .set(let type): type.extent
    case .any(let type): type.extent
    case .function(let type): type.extent
    }
  }

  // MARK: Making types

  /// An array that starts with these elements; without `rest` it has no others.
  static func array(_ elements: [StaticType?], rest: StaticType? = nil) -> StaticType {
    let type = ArrayType(elements: elements, rest: rest)
    return type.extent.isTooLarge ? .anything : .array(type)
  }

  static func set(of member: StaticType?) -> StaticType {
    let type = SetType(member: member)
    return type.extent.isTooLarge ? .anything : .set(type)
  }

  /// An object that has these properties; without `rest` it has no others.
  static func object(_ properties: [ObjectType.Property], rest: ObjectType.Rest? = nil) -> StaticType {
    let type = ObjectType(properties: ObjectType.sorted(properties), rest: rest)
    return type.extent.isTooLarge ? .anything : .object(type)
  }

  static func object(from key: StaticType?, to value: StaticType?) -> StaticType {
    object([], rest: ObjectType.Rest(key: key, value: value))
  }

  /// `members` are in order and without duplicates.
  static func union(ofSorted members: [StaticType]) -> StaticType {
    if members.count > unionMax { return .anything }
    let type = UnionType(members: members)
    return type.extent.isTooLarge ? .anything : .any(type)
  }
}

extension StaticType? {
  /// Whether the type or a part of it is unknown. The members of unions do not count.
  var isUnknown: Bool { self?.extent.isUnknown ?? true }
}

struct TypeExtent: Sendable {
  var height = 1
  var parts = 1
  var isUnknown = false

  var isTooLarge: Bool { parts > StaticType.partsMax || height > StaticType.heightMax }

  /// Counts a part. A part is itself no larger than the bounds, so that the sums stay small.
  mutating func add(_ part: StaticType?) {
    guard let extent = part?.extent else {
      parts += 1
      isUnknown = true
      return
    }
    height = max(height, extent.height + 1)
    parts += extent.parts
    isUnknown = isUnknown || extent.isUnknown
  }
}

final class ArrayType: Sendable {
  let elements: [StaticType?]
  /// The type of elements behind those.
  let rest: StaticType?
  let extent: TypeExtent

  init(elements: [StaticType?], rest: StaticType?) {
    self.elements = elements
    self.rest = rest
    var extent = TypeExtent()
    for element in elements { extent.add(element) }
    if let rest { extent.add(rest) }
    self.extent = extent
  }

  func select(_ index: Int) -> StaticType? {
    if index < 0 { return nil }
    return index < elements.count ? elements[index] : rest
  }
}

final class SetType: Sendable {
  let member: StaticType?
  let extent: TypeExtent

  init(member: StaticType?) {
    self.member = member
    var extent = TypeExtent()
    extent.add(member)
    self.extent = extent
  }
}

final class ObjectType: Sendable {
  struct Property: Sendable {
    /// A constant.
    let key: Term
    var value: StaticType?
  }

  /// The types of keys and values beside the properties.
  struct Rest: Sendable {
    var key: StaticType?
    var value: StaticType?
  }

  /// In the order of their keys.
  let properties: [Property]
  let rest: Rest?
  let extent: TypeExtent

  init(properties: [Property], rest: Rest?) {
    self.properties = properties
    self.rest = rest
    var extent = TypeExtent()
    for property in properties { extent.add(property.value) }
    if let rest {
      extent.add(rest.key)
      extent.add(rest.value)
    }
    self.extent = extent
  }

  fileprivate static func sorted(_ properties: [Property]) -> [Property] {
    let isSorted = zip(properties, properties.dropFirst()).allSatisfy { TermOrder.compare($0.key, $1.key) < 0 }
    return isSorted ? properties : properties.sorted { TermOrder.compare($0.key, $1.key) < 0 }
  }

  func property(_ key: Term) -> Property? {
    var (low, high) = (0, properties.count)
    while low < high {
      let middle = (low + high) / 2
      if TermOrder.compare(properties[middle].key, key) < 0 { low = middle + 1 } else { high = middle }
    }
    guard low < properties.count, TermOrder.compare(properties[low].key, key) == 0 else { return nil }
    return properties[low]
  }

  func select(_ key: Term) -> StaticType? {
    if let property = property(key) { return property.value }
    guard let rest, let type = StaticType(ofKey: key), rest.key.contains(type) else { return nil }
    return rest.value
  }
}

/// One of several types.
final class UnionType: Sendable {
  /// In order, without duplicates. None: every value.
  let members: [StaticType]
  let extent: TypeExtent

  init(members: [StaticType]) {
    self.members = members
    var extent = TypeExtent()
    for member in members { extent.add(member) }
    extent.isUnknown = false
    self.extent = extent
  }
}

final class FunctionType: Sendable {
  /// An argument or the result, with the name that declarations give it.
  struct Part: Sendable {
    var name: String?
    var type: StaticType?
  }

  let arguments: [Part]
  /// Nil for functions without one, such as `print`.
  let result: Part?
  let extent: TypeExtent

  init(arguments: [Part], result: Part?) {
    self.arguments = arguments
    self.result = result
    var extent = TypeExtent()
    for argument in arguments { extent.add(argument.type) }
    extent.add(result?.type)
    self.extent = extent
  }

  convenience init(arguments: [StaticType?], result: StaticType?) {
    self.init(arguments: arguments.map { Part(type: $0) }, result: result.map { Part(type: $0) })
  }

  /// What a call may pass: the arguments and the variable for the result.
  var operands: [Part] { arguments + (result.map { [$0] } ?? []) }
}
