import Yams

/// A place in a text: line and column from 1, the column in Unicode scalars, as the YAML parser counts.
struct TextPlace: Comparable, Hashable {
  var line: Int
  var column: Int

  static func < (left: TextPlace, right: TextPlace) -> Bool { (left.line, left.column) < (right.line, right.column) }
}

/// A node of a document as it was written: with its anchor, its tag, its style and its place.
struct YAMLTree {
  enum Content {
    case scalar(String, Node.Scalar.Style)
    case sequence([YAMLTree])
    case mapping([Pair])
    /// The anchor's name, and the text that it stands for where that is a scalar.
    case alias(String, text: String?)
  }

  struct Pair {
    var key: YAMLTree
    var value: YAMLTree
  }

  var content: Content
  var anchor: String?
  /// As it was written: `!!str`, `!local`.
  var tag: String?
  /// Between brackets or braces.
  var isFlow = false
  /// Where its anchor, its tag or its content begins, and where its content ends.
  var start: TextPlace
  var end: TextPlace
  /// Where its entries begin, when they stand in lines of their own.
  var column = 1

  /// The text of a scalar, or of the scalar that an alias stands for.
  var text: String? {
    switch content {
    case .scalar(let text, _): text
    case .alias(_, let text): text
    case .sequence, .mapping: nil
    }
  }

  /// Whether its entries stand in lines of their own.
  var isBlock: Bool {
    switch content {
    case .sequence(let elements): !isFlow && !elements.isEmpty
    case .mapping(let pairs): !isFlow && !pairs.isEmpty
    case .scalar, .alias: false
    }
  }
}

/// A comment of a document.
struct YAMLComment {
  /// From `#` to the end of the line.
  var text: String
  var place: TextPlace
  /// Whether nothing else stands on its line.
  var isAlone: Bool
  /// Whether an empty line comes before it or behind it.
  var hasBlankBefore: Bool
  var hasBlankBehind: Bool
}
