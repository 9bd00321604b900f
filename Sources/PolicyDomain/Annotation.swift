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
  /// The value, or nil when it cannot be written as JSON (`.inf`, `.nan`, a map whose keys are no strings).
  public var value: Document?
  /// Why there is no value.
  public var problem: String?
  public var strategy: Strategy
  public var merge: Positioned<String>?

  /// What a string means: the JSON value that it spells, else itself. Numbers are 64-bit floats, as the reference
  /// reads them.
  static func decode(_ text: String) -> Document {
    if let parsed = try? Document(json: text), BinaryNumbers.allFinite(parsed.value) {
      return Document { BinaryNumbers.rounded(parsed.value, into: $0) }
    }
    return Document { $0.string(text) }
  }
}
