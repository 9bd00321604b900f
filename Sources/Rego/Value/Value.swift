// Unsafe: a value points into arena memory that its holder keeps alive.

/// One Rego value: 16 plain bytes, copied by two moves, never reference-counted.
///
/// null, booleans and 64-bit integers are inline; strings, big or fractional numbers, arrays, objects and sets point
/// into an ``Arena``. A value is valid as long as the arena it was made in is neither reset nor released: use
/// ``Document`` to hold a value with its memory. Values are never changed once they are published, so values of a
/// frozen arena may be read from many threads.
public struct Value: @unchecked Sendable {
  /// Representation tags. Their order is the order of types in Rego (null < boolean < number < string < array <
  /// object < set); the two number tags compare by value.
  package enum Tag: UInt8, BitwiseCopyable {
    case undefined, null, boolean, int, decimal, string, array, object, set
    /// A node of the policy's document tree that is not evaluated yet; never leaves the machine.
    case node
  }

  /// What a value is, as `type_name` says it, and undefined.
  public enum Kind: UInt8, Sendable {
    case undefined, null, boolean, number, string, array, object, set
  }

  package struct Flags {
    package static let ascii: UInt8 = 1
    /// The string lies in the symbol table of its snapshot: two interned strings are equal exactly when their
    /// pointers are.
    package static let interned: UInt8 = 2
  }

  package var tag: Tag
  package var flags: UInt8 = 0
  /// Arrays: their ``height``, or 0 when nobody took it yet; their weight is in ``flags``.
  var nesting: UInt16 = 0
  /// Strings and decimals: bytes. Arrays: elements. Nodes: the node's index.
  package var extent: UInt32 = 0
  package var bits: UInt64 = 0

  @inline(__always)
  package init(tag: Tag, flags: UInt8 = 0, extent: UInt32 = 0, bits: UInt64 = 0) {
    self.tag = tag
    self.flags = flags
    self.extent = extent
    self.bits = bits
  }

  @inline(__always)
  package init(tag: Tag, flags: UInt8 = 0, extent: UInt32 = 0, pointer: UnsafeRawPointer) {
    self.init(tag: tag, flags: flags, extent: extent, bits: UInt64(UInt(bitPattern: pointer)))
  }

  /// No value at all: what an undefined reference evaluates to.
  public static var undefined: Value { Value(tag: .undefined) }
  public static var null: Value { Value(tag: .null) }
  public static var `true`: Value { Value(tag: .boolean, bits: 1) }
  public static var `false`: Value { Value(tag: .boolean, bits: 0) }

  @inline(__always)
  public init(_ flag: Bool) { self.init(tag: .boolean, bits: flag ? 1 : 0) }

  @inline(__always)
  public init(_ integer: Int64) { self.init(tag: .int, bits: UInt64(bitPattern: integer)) }

  @inline(__always)
  public init(_ integer: Int) { self.init(Int64(integer)) }

  @inline(__always)
  package var pointer: UnsafeRawPointer { UnsafeRawPointer(bitPattern: UInt(bits)).unsafelyUnwrapped }

  // MARK: Safe reading

  public var kind: Kind {
    switch tag {
    case .undefined: .undefined
    case .null: .null
    case .boolean: .boolean
    case .int, .decimal: .number
    case .string: .string
    case .array: .array
    case .object, .node: .object
    case .set: .set
    }
  }

  @inline(__always) public var isUndefined: Bool { tag == .undefined }
  @inline(__always) package var isTrue: Bool { tag == .boolean && bits == 1 }
  @inline(__always) package var isFalse: Bool { tag == .boolean && bits == 0 }
  @inline(__always) package var isNumber: Bool { tag == .int || tag == .decimal }

  /// The boolean, or nil for any other kind.
  public var boolean: Bool? { tag == .boolean ? bits == 1 : nil }

  /// The integer, or nil when this is no number, has a fraction or does not fit 64 bits. `1.0` and `1e3` count.
  public var integer: Int64? {
    switch tag {
    case .int: Int64(bitPattern: bits)
    case .decimal: DecimalText(self).int64
    default: nil
    }
  }

  @inline(__always) package var int64: Int64 { Int64(bitPattern: bits) }

  /// The string, or nil for any other kind. Copies.
  public var string: String? {
    tag == .string ? String(decoding: utf8, as: UTF8.self) : nil
  }

  /// The number's decimal text as the reference prints it, or nil for any other kind. Copies.
  public var numberText: String? {
    switch tag {
    case .int: String(int64)
    case .decimal: String(decoding: utf8, as: UTF8.self)
    default: nil
    }
  }

  /// How many elements (arrays, sets), pairs (objects) or bytes (strings) there are; 0 for scalars.
  public var count: Int {
    switch tag {
    case .array, .string: Int(extent)
    case .object, .set: Int(collection.pointee.count)
    default: 0
    }
  }

  /// The element of an array, or undefined when this is no array or the index is out of range.
  public subscript(index: Int) -> Value {
    guard tag == .array, index >= 0, index < Int(extent) else { return .undefined }
    return elements[index]
  }

  /// The member of an object, or undefined when this is no object or has no such key.
  public subscript(key: String) -> Value {
    guard tag == .object else { return .undefined }
    var key = key
    return key.withUTF8 { member($0) }
  }

  /// The pairs of an object in key order, the elements of a set in order (key and value equal), the elements of an
  /// array with their indices; nothing for scalars.
  public var pairs: [(key: Value, value: Value)] {
    switch tag {
    case .array: elements.enumerated().map { (Value($0.offset), $0.element) }
    case .object: sortedEntries.map { ($0.key, $0.value) }
    case .set: sortedMembers.map { ($0, $0) }
    default: []
    }
  }

  /// The elements of an array, or of a set in order; nothing otherwise.
  public var items: [Value] {
    switch tag {
    case .array: Array(elements)
    case .set: Array(sortedMembers)
    default: []
    }
  }

  // MARK: Reading in place

  /// The bytes of a string or of a decimal's text.
  @inline(__always)
  package var utf8: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: pointer.assumingMemoryBound(to: UInt8.self), count: Int(extent))
  }

  @inline(__always)
  package var elements: UnsafeBufferPointer<Value> {
    extent == 0
      ? UnsafeBufferPointer(start: nil, count: 0)
      : UnsafeBufferPointer(start: pointer.assumingMemoryBound(to: Value.self), count: Int(extent))
  }

  @inline(__always)
  package var collection: UnsafeMutablePointer<CollectionHeader> {
    UnsafeMutablePointer(mutating: pointer.assumingMemoryBound(to: CollectionHeader.self))
  }
}
