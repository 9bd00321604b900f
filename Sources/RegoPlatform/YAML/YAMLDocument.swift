// Unsafe: fills collections in arena memory.

public import Rego
internal import Yams

/// Reads YAML data into values, as the reference does: the JSON view of the first document.
public enum YAMLDocument {
  /// Why a text is no YAML data, and where.
  public struct ReadError: Error, CustomStringConvertible {
    /// In the words of the reference: `yaml: line 3: …`.
    public let description: String
    /// Whether a bound was reached, rather than a mistake made.
    public let isLimit: Bool

    init(_ description: String, isLimit: Bool = false) {
      self.description = description
      self.isLimit = isLimit
    }
  }

  /// More values than this, aliases expanded, are refused: aliases of aliases grow without bound.
  public static let nodesMax = 1_000_000
  static let nestingMax = 1_000

  /// The document in `bytes`; null for an empty text.
  public static func read(_ bytes: [UInt8], into arena: Arena) throws(ReadError) -> Value {
    guard bytes.withUnsafeBufferPointer({ UTF8Check.isValid($0) }) else {
      throw ReadError("yaml: invalid leading UTF-8 octet")
    }
    guard let root = try YAMLComposition.root(of: String(decoding: bytes, as: UTF8.self)) else { return .null }
    var reader = YAMLNodeReader(arena: arena)
    defer { withExtendedLifetime(root.parser) {} }
    return try reader.value(root.node, depth: 0)
  }
}

/// Turns the nodes of one document into values.
private struct YAMLNodeReader {
  typealias ReadError = YAMLDocument.ReadError

  let arena: Arena
  private var visits = 0
  private var aliasVisits = 0
  /// Nodes with an anchor that were visited: a second visit comes from an alias.
  private var anchored: Set<[Int]> = []
  private var aliasDepth = 0

  init(arena: Arena) { self.arena = arena }

  mutating func value(_ node: Node, depth: Int) throws(ReadError) -> Value {
    let isAlias = try enter(node, depth)
    if isAlias { aliasDepth += 1 }
    defer { if isAlias { aliasDepth -= 1 } }
    switch node {
    case .scalar(let scalar): return try value(scalar)
    case .sequence(let sequence):
      var array = ArrayBuilder(arena, capacity: sequence.count)
      for element in sequence { array.append(try value(element, depth: depth + 1)) }
      return array.finish()
    case .mapping(let mapping):
      var object = ObjectBuilder(arena, capacity: mapping.count)
      try add(mapping, to: &object, depth)
      return object.finish()
    case .alias(let alias): throw ReadError("yaml: unknown anchor '\(alias.anchor.rawValue)' referenced")
    }
  }

  /// Counts a visit; says whether it came by an alias.
  private mutating func enter(_ node: Node, _ depth: Int) throws(ReadError) -> Bool {
    visits += 1
    var isAlias = false
    if node.anchor != nil, let mark = node.mark, !anchored.insert([mark.line, mark.column]).inserted {
      // The alias itself is a visit too, where it stands.
      visits += 1
      if aliasDepth > 0 { aliasVisits += 1 }
      isAlias = true
    }
    if aliasDepth > 0 || isAlias { aliasVisits += 1 }
    let share = visits <= 400_000 ? 0.99 : max(0.1, 0.99 - 0.89 * Double(visits - 400_000) / 3_600_000)
    if aliasVisits > 100, visits > 1000, Double(aliasVisits) / Double(visits) > share {
      throw ReadError("yaml: document contains excessive aliasing")
    }
    if visits > YAMLDocument.nodesMax {
      throw ReadError("more than \(YAMLDocument.nodesMax) values after expanding aliases", isLimit: true)
    }
    if depth >= YAMLDocument.nestingMax {
      throw ReadError("nested deeper than \(YAMLDocument.nestingMax) levels", isLimit: true)
    }
    if arena.isExhausted { throw ReadError("memory limit reached", isLimit: true) }
    return isAlias
  }

  // MARK: Mappings

  /// Pairs count in their order, those of a merged mapping too: the last one of equal keys stays.
  private mutating func add(
    _ mapping: Node.Mapping, to object: inout ObjectBuilder, _ depth: Int
  ) throws(ReadError) {
    for (key, member) in mapping {
      if YAMLComposition.isMerge(key) {
        try merge(member, into: &object, depth)
        continue
      }
      if YAMLComposition.isOverridden(key) { continue }
      let name = try self.name(key, of: member, depth)
      object.set(name, try value(member, depth: depth + 1))
    }
  }

  private mutating func merge(_ node: Node, into object: inout ObjectBuilder, _ depth: Int) throws(ReadError) {
    let problem = ReadError("yaml: map merge requires map or sequence of maps as the value")
    switch node {
    case .mapping(let mapping):
      _ = try enter(node, depth + 1)
      try add(mapping, to: &object, depth + 1)
    case .sequence(let sequence):
      // The first one counts most.
      for part in sequence.reversed() {
        guard case .mapping = part else { throw problem }
        try merge(part, into: &object, depth + 1)
      }
    default: throw problem
    }
  }

  /// A key as JSON's.
  private mutating func name(_ key: Node, of member: Node, _ depth: Int) throws(ReadError) -> Value {
    guard case .scalar(let scalar) = key else {
      throw ReadError("yaml: invalid map key: \(YAMLComposition.goSyntax(try value(key, depth: depth + 1)))")
    }
    switch try YAMLComposition.meaning(scalar) {
    case .text, .timestamp: return try value(scalar)
    case .boolean(let flag): return arena.string(flag ? "true" : "false")
    case .integer(let digits) where Int64(digits) != nil: return arena.string(digits)
    case .float(let float): return arena.string(YAMLComposition.keyText(float))
    case .integer(let digits):
      throw unsupported("uint64", "0x" + String(UInt64(digits) ?? 0, radix: 16), try value(member, depth: depth + 1))
    case .null: throw unsupported("%!s(<nil>)", "<nil>", try value(member, depth: depth + 1))
    }
  }

  private func unsupported(_ type: String, _ key: String, _ value: Value) -> ReadError {
    ReadError(
      "unsupported map key of type: \(type), key: \(key), value: \(value.kind == .null ? "<nil>" : YAMLComposition.goSyntax(value))"
    )
  }

  // MARK: Scalars

  private func value(_ scalar: Node.Scalar) throws(ReadError) -> Value {
    switch try YAMLComposition.meaning(scalar) {
    case .null: return .null
    case .boolean(let flag): return Value(flag)
    case .integer(let digits): return arena.number(digits)
    case .float(let float):
      guard float.isFinite else {
        throw ReadError("json: unsupported value: \(float.isNaN ? "NaN" : (float < 0 ? "-Inf" : "+Inf"))")
      }
      return arena.number(DoubleText.text(float))
    case .text, .timestamp:
      if scalar.tag.rawValue == Tag.Name.binary.rawValue { return try binary(scalar.string) }
      return arena.string(scalar.string)
    }
  }

  /// Base64, whose bytes JSON takes for UTF-8.
  private func binary(_ text: String) throws(ReadError) -> Value {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    let letters = text.utf8.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    let padding = letters.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    for letter in letters.dropLast(padding) {
      guard let index = alphabet.firstIndex(of: letter) else {
        count = -1
        break
      }
      bits = bits << 6 | UInt32(index)
      count += 1
      if count % 4 == 0 {
        bytes += [
          UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8), UInt8(truncatingIfNeeded: bits),
        ]
      }
    }
    guard count >= 0, padding <= 2, (count + padding) % 4 == 0, count % 4 != 1 else {
      throw ReadError("yaml: !!binary value contains invalid base64 data")
    }
    if count % 4 == 2 { bytes.append(UInt8(truncatingIfNeeded: bits >> 4)) }
    if count % 4 == 3 {
      bytes += [UInt8(truncatingIfNeeded: bits >> 10), UInt8(truncatingIfNeeded: bits >> 2)]
    }
    return arena.string(String(decoding: bytes, as: UTF8.self))
  }
}
