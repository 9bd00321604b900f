public import Rego
internal import Yams

/// Reads YAML data into values, as the reference does: the JSON view of the first document.
public enum YAMLDocument {
  /// Why a text is no YAML data, and where.
  public struct ReadError: Error, CustomStringConvertible {
    /// `line:column: message`.
    public let description: String
  }

  /// More values than this, aliases expanded, are refused: aliases of aliases grow without bound.
  public static let nodesMax = 1_000_000
  static let nestingMax = 1_000

  /// The document in `bytes`; null for an empty text.
  public static func read(_ bytes: [UInt8], into arena: Arena) throws(ReadError) -> Value {
    let node: Node?
    do { node = try Yams.compose(yaml: String(decoding: bytes, as: UTF8.self)) } catch {
      throw ReadError(description: "\(error)")
    }
    var budget = nodesMax
    return try node.map { node throws(ReadError) in try value(node, arena, 0, &budget) } ?? .null
  }

  private static func value(
    _ node: Node, _ arena: Arena, _ depth: Int, _ budget: inout Int
  ) throws(ReadError) -> Value {
    budget -= 1
    guard budget > 0 else { throw error(node, "more than \(nodesMax) values after expanding aliases") }
    guard depth < nestingMax else { throw error(node, "nested deeper than \(nestingMax) levels") }
    switch node {
    case .scalar(let scalar): return value(scalar, node, arena)
    case .sequence(let sequence):
      var array = ArrayBuilder(arena, capacity: sequence.count)
      for element in sequence { array.append(try value(element, arena, depth + 1, &budget)) }
      return array.finish()
    case .mapping(let mapping):
      var object = ObjectBuilder(arena, capacity: mapping.count)
      var merged = ObjectBuilder(arena, capacity: 1)
      for (key, member) in mapping {
        let inner = try value(member, arena, depth + 1, &budget)
        if key.tag == Tag(.merge) || key.string == "<<" {
          for part in inner.kind == .array ? inner.items : [inner] {
            for (name, value) in part.pairs where merged.get(name).isUndefined { merged.set(name, value) }
          }
        } else {
          object.set(try keyText(key, arena), inner)
        }
      }
      for (name, value) in merged.finish().pairs where object.get(name).isUndefined { object.set(name, value) }
      return object.finish()
    case .alias: throw error(node, "alias without an anchor")
    }
  }

  private static func keyText(_ key: Node, _ arena: Arena) throws(ReadError) -> Value {
    guard case .scalar(let scalar) = key else { throw error(key, "a key must be a scalar") }
    let read = value(scalar, key, arena)
    return read.kind == .string ? read : arena.string(scalar.string)
  }

  private static func error(_ node: Node, _ message: String) -> ReadError {
    ReadError(description: "\(node.mark?.line ?? 0):\(node.mark?.column ?? 0): \(message)")
  }

  private static func value(_ scalar: Node.Scalar, _ node: Node, _ arena: Arena) -> Value {
    switch node.tag.rawValue {
    case Tag.Name.null.rawValue: return .null
    case Tag.Name.bool.rawValue: return node.bool.map { Value($0) } ?? arena.string(scalar.string)
    case Tag.Name.int.rawValue:
      if let plain = number(scalar.string, arena) { return plain }
      return node.int.map { Value($0) } ?? arena.string(scalar.string)
    case Tag.Name.float.rawValue:
      if let plain = number(scalar.string, arena) { return plain }
      guard let float = node.float, float.isFinite else { return arena.string(scalar.string) }
      return number("\(float)", arena) ?? arena.string(scalar.string)
    default: return arena.string(scalar.string)
    }
  }

  /// A number whose text is JSON's already.
  private static func number(_ text: String, _ arena: Arena) -> Value? {
    var text = text
    return text.withUTF8 { bytes in
      guard JSONReader.numberEnd(bytes, from: 0) == bytes.count, !bytes.isEmpty else { return nil }
      return arena.number(bytes)
    }
  }
}
