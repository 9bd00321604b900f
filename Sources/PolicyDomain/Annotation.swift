public import Rego

/// One entry of an `annotations` list, decoded.
public struct Annotation: Sendable {
  /// What happens where two sources carry the same name. Any other word counts as `deep`.
  public enum Strategy: UInt8, Sendable, BitwiseCopyable {
    case unspecified, replace, append, prepend, deep, union

    init(word: String) {
      switch word {
      case "": self = .unspecified
      case "replace": self = .replace
      case "append": self = .append
      case "prepend": self = .prepend
      case "union": self = .union
      default: self = .deep
      }
    }
  }

  public var name: Positioned<String>
  /// The value, or nil when it cannot be written as JSON (`.inf`, `.nan`, a map whose keys are no strings). Valid as
  /// long as its domain is.
  public var value: Value?
  /// Why there is no value.
  public var problem: String?
  public var strategy: Strategy
  public var merge: Positioned<String>?

  /// What a string means: the JSON value that it spells, else itself. Numbers are 64-bit floats, as the reference
  /// reads them.
  /// - Parameter scratch: emptied before it is used.
  static func decode(_ text: String, into arena: Arena, scratch: Arena) -> Value {
    scratch.reset()
    var text = text
    let parsed = text.withUTF8 { try? JSONReader.read($0, into: scratch) }
    guard let parsed, BinaryNumbers.allFinite(parsed) else { return arena.string(text) }
    return BinaryNumbers.rounded(parsed, into: arena)
  }
}
