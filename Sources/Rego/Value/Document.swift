// Unsafe: keeps a value's memory alive.

/// A value with its memory: immutable, safe to share between threads.
public final class Document: @unchecked Sendable, CustomStringConvertible {
  private let arena: Arena
  /// Valid as long as this document is, which the caller sees to: see ``withValue(_:)``.
  public let value: Value

  /// Builds a document in a fresh arena.
  public init<E: Error>(_ build: (Arena) throws(E) -> Value) throws(E) {
    let arena = Arena(bytesKept: .max)
    let built = try build(arena)
    Document.settle(built)
    arena.freeze()
    self.arena = arena
    value = built
  }

  /// A copy of `value`, which may be in any arena.
  public convenience init(copying value: Value) {
    self.init { arena in arena.copy(value) }
  }

  /// Reads JSON text. Numbers keep their digits; the last of equal keys wins.
  public convenience init(json text: String) throws(JSONError) {
    try self.init { arena throws(JSONError) in
      var text = text
      var result: Result<Value, JSONError> = .success(.null)
      text.withUTF8 { bytes in
        do throws(JSONError) { result = .success(try JSONReader.read(bytes, into: arena)) } catch {
          result = .failure(error)
        }
      }
      return try result.get()
    }
  }

  /// Reads JSON bytes, which must be UTF-8.
  public convenience init(json bytes: [UInt8]) throws(JSONError) {
    try self.init { arena throws(JSONError) in
      var result: Result<Value, JSONError> = .success(.null)
      bytes.withUnsafeBufferPointer { buffer in
        do throws(JSONError) { result = .success(try JSONReader.read(buffer, into: arena)) } catch {
          result = .failure(error)
        }
      }
      return try result.get()
    }
  }

  /// Lends the value to `body`, during which the document is sure to live. Reading `value` alone does not keep it.
  public func withValue<R, E: Error>(_ body: (Value) throws(E) -> R) throws(E) -> R {
    defer { withExtendedLifetime(self) {} }
    return try body(value)
  }

  /// Compact JSON with sorted keys; sets become arrays.
  public var json: String { JSONWriter.string(value) }

  public var description: String { json }

  /// Sorts every collection now, because readers of a shared arena must not write.
  private static func settle(_ value: Value) {
    switch value.tag {
    case .array: for element in value.elements { settle(element) }
    case .object:
      for entry in value.sortedEntries {
        settle(entry.key)
        settle(entry.value)
      }
    case .set: for member in value.sortedMembers { settle(member) }
    default: return
    }
  }
}

extension Arena {
  /// A deep copy of `value` in this arena.
  package func copy(_ value: Value) -> Value {
    switch value.tag {
    case .undefined, .null, .boolean, .int, .node: return value
    case .decimal: return number(value.utf8)
    case .string: return string(value.utf8)
    case .array:
      let (copied, elements) = array(count: value.count)
      for (index, element) in value.elements.enumerated() { elements[index] = copy(element) }
      return measured(copied)
    case .object:
      var builder = ObjectBuilder(self, capacity: value.count)
      for entry in value.sortedEntries { builder.append(copy(entry.key), copy(entry.value)) }
      return builder.finish()
    case .set:
      var builder = SetBuilder(self, capacity: value.count)
      for member in value.sortedMembers { builder.insert(copy(member)) }
      return builder.finish()
    }
  }
}
