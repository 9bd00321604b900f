import Yams

/// Walks a composed document and its text side by side.
///
/// The composer drops comments, styles of collections and the places of aliases; the text has them, and the composer says
/// where in the text every other node begins.
struct YAMLTreeReader {
  private(set) var comments: [YAMLComment] = []
  private let text: [Unicode.Scalar]
  private let lineStarts: [Int]
  private var offset = 0
  private var line = 1
  /// Where the last node that is no alias begins.
  private var last = TextPlace(line: 0, column: 0)
  static let depthMax = YAMLReader.depthMax

  /// Why a document cannot be walked.
  struct Failure: Error {
    let message: String
    let place: TextPlace
  }

  init(_ source: YAMLSource) {
    text = Array(source.text.unicodeScalars)
    var starts = [0]
    for index in text.indices where YAMLTreeReader.endsLine(text, index) { starts.append(index + 1) }
    lineStarts = starts
  }

  /// The tree of a root node, whose parser is still alive: it owns the anchors.
  mutating func read(_ root: Node) throws(Failure) -> YAMLTree {
    let tree = try tree(root, isKey: false, inFlow: false, depth: 0)
    skipTrivia(to: text.count)
    return tree
  }

  // MARK: Nodes

  private mutating func tree(_ node: Node, isKey: Bool, inFlow: Bool, depth: Int) throws(Failure) -> YAMLTree {
    let place = node.mark.map { TextPlace(line: $0.line, column: $0.column) } ?? here
    guard depth < Self.depthMax else {
      throw Failure(message: "nested deeper than \(Self.depthMax) levels", place: place)
    }
    // The composer puts what an alias stands for in its place, with the mark of the original.
    if let anchor = node.anchorName, place < last || (place == last && !isKey) { return alias(anchor, node) }
    last = place
    skipTrivia(to: target(place))
    let start = here
    // What precedes the first key of a mapping without properties belongs to that key.
    let tag = node.hasProperties ? properties() : nil
    var tree = YAMLTree(content: .sequence([]), anchor: node.anchorName, tag: tag, start: start, end: start)
    let hasBracket = current == "[" || current == "{"
    tree.isFlow = inFlow || hasBracket
    switch node {
    case .scalar(let scalar):
      tree.isFlow = false
      tree.content = .scalar(scalar.string, scalar.style)
      readScalar(scalar)
    case .sequence(let sequence):
      if hasBracket { advance(by: 1) }
      tree.column = here.column
      var elements: [YAMLTree] = []
      for element in sequence {
        elements.append(try self.tree(element, isKey: false, inFlow: tree.isFlow, depth: depth + 1))
      }
      tree.content = .sequence(elements)
      if hasBracket { close("]") }
    case .mapping(let mapping):
      // The pair in `[a: b]` has no braces.
      if hasBracket { advance(by: 1) }
      tree.column = here.column
      tree.content = .mapping(try pairs(mapping, isFlow: tree.isFlow, depth: depth))
      if hasBracket { close("}") }
    case .alias: break
    }
    tree.end = here
    // Behind a block the next line has begun.
    if case .scalar(let scalar) = node, scalar.style == .literal || scalar.style == .folded { tree.end.line -= 1 }
    return tree
  }

  private mutating func pairs(
    _ mapping: Node.Mapping, isFlow: Bool, depth: Int
  ) throws(Failure) -> [YAMLTree.Pair] {
    var pairs: [YAMLTree.Pair] = []
    for (key, value) in mapping {
      let key = try tree(key, isKey: pairs.isEmpty, inFlow: isFlow, depth: depth + 1)
      pairs.append(
        YAMLTree.Pair(key: key, value: try tree(value, isKey: false, inFlow: isFlow, depth: depth + 1)))
    }
    return pairs
  }

  private mutating func alias(_ anchor: String, _ node: Node) -> YAMLTree {
    skipTrivia(to: text.count) { $0 == "*" }
    let start = here
    advance(by: 1 + anchor.unicodeScalars.count)
    return YAMLTree(content: .alias(anchor, text: node.scalar?.string), start: start, end: here)
  }

  private mutating func close(_ bracket: Unicode.Scalar) {
    skipTrivia(to: text.count, stopsAtBracket: true) { $0 == bracket }
    if current == bracket { advance(by: 1) }
  }

  // MARK: Text

  private var here: TextPlace { TextPlace(line: line, column: offset - lineStarts[line - 1] + 1) }
  private var current: Unicode.Scalar? { offset < text.count ? text[offset] : nil }

  private func target(_ place: TextPlace) -> Int {
    guard place.line >= 1, place.line <= lineStarts.count else { return text.count }
    return min(text.count, lineStarts[place.line - 1] + place.column - 1)
  }

  private static func endsLine(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
    switch text[index] {
    case "\n", "\u{85}", "\u{2028}", "\u{2029}": true
    case "\r": index + 1 == text.count || text[index + 1] != "\n"
    default: false
    }
  }

  private mutating func advance(by count: Int) {
    for _ in 0..<count where offset < text.count {
      if Self.endsLine(text, offset) { line += 1 }
      offset += 1
    }
  }

  private mutating func advance(to end: Int) { advance(by: max(0, end - offset)) }

  /// Skips what stands between nodes, and keeps its comments.
  /// - Parameter ends: a scalar to stop at.
  private mutating func skipTrivia(
    to end: Int, stopsAtBracket: Bool = false, until ends: (Unicode.Scalar) -> Bool = { _ in false }
  ) {
    while offset < end, let scalar = current, !ends(scalar) {
      if scalar == "#", isAfterBlank {
        takeComment()
      } else if end == text.count, !stopsAtBracket, last.line > 0, isDocumentMark {
        return
      } else {
        advance(by: 1)
      }
    }
  }

  private var isAfterBlank: Bool {
    offset == 0 || [" ", "\t", "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(text[offset - 1])
  }

  /// Whether another document begins here, or this one ends.
  private var isDocumentMark: Bool {
    guard offset == lineStarts[line - 1], offset + 3 <= text.count else { return false }
    let mark = text[offset..<offset + 3]
    guard mark.elementsEqual("---".unicodeScalars) || mark.elementsEqual("...".unicodeScalars) else { return false }
    return offset + 3 == text.count || [" ", "\t", "\n", "\r"].contains(text[offset + 3])
  }

  private mutating func takeComment() {
    let place = here
    var end = offset
    while end < text.count, !["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(text[end]) { end += 1 }
    var body = String.UnicodeScalarView(text[offset..<end])
    while let last = body.last, last == " " || last == "\t" { body.removeLast() }
    let before = text[lineStarts[line - 1]..<offset]
    comments.append(
      YAMLComment(
        text: String(body), place: place, isAlone: before.allSatisfy { $0 == " " || $0 == "\t" },
        hasBlankBefore: line > 1 && isBlank(line - 1), hasBlankBehind: line < lineStarts.count && isBlank(line + 1)))
    advance(to: end)
  }

  /// Whether there is nothing on a line; what is behind the last line is none.
  private func isBlank(_ number: Int) -> Bool {
    let start = lineStarts[number - 1]
    let end = number < lineStarts.count ? lineStarts[number] : text.count
    return start < text.count && text[start..<end].allSatisfy { [" ", "\t", "\n", "\r"].contains($0) }
  }

  // MARK: Scalars

  /// Skips an anchor and a tag.
  /// - Returns: the tag.
  private mutating func properties() -> String? {
    var tag: String?
    while let scalar = current, scalar == "&" || scalar == "!" {
      var word = String.UnicodeScalarView()
      while let next = current, ![" ", "\t", "\n", "\r", ","].contains(next) {
        word.append(next)
        advance(by: 1)
      }
      if scalar == "!" { tag = String(word) }
      skipBlanks()
    }
    return tag
  }

  private mutating func skipBlanks() {
    while let scalar = current {
      if scalar == "#", isAfterBlank {
        takeComment()
      } else if [" ", "\t", "\n", "\r"].contains(scalar) {
        advance(by: 1)
      } else {
        return
      }
    }
  }

  private mutating func readScalar(_ scalar: Node.Scalar) {
    switch scalar.style {
    case .singleQuoted, .doubleQuoted: skipQuoted(isDouble: scalar.style == .doubleQuoted)
    case .literal, .folded: skipBlock(scalar.string)
    case .plain, .any: skipPlain(scalar.string)
    }
  }

  private mutating func skipQuoted(isDouble: Bool) {
    advance(by: 1)
    while let scalar = current {
      advance(by: 1)
      if isDouble {
        if scalar == "\\" { advance(by: 1) }
        if scalar == "\"" { return }
      } else if scalar == "'" {
        guard current == "'" else { return }
        advance(by: 1)
      }
    }
  }

  /// Skips the words of a plain scalar, which may be folded over lines.
  private mutating func skipPlain(_ value: String) {
    for scalar in value.unicodeScalars {
      if scalar == " " || scalar == "\n" || scalar == "\t" {
        while let next = current, [" ", "\t", "\n", "\r"].contains(next) { advance(by: 1) }
      } else if current == scalar {
        advance(by: 1)
      } else {
        return
      }
    }
  }

  /// Skips a block scalar: its head line, then the lines that are empty or as deep as its first one.
  private mutating func skipBlock(_ value: String) {
    while let scalar = current, !["\n", "\r"].contains(scalar) {
      if scalar == "#", isAfterBlank { takeComment() } else { advance(by: 1) }
    }
    advance(to: line < lineStarts.count ? lineStarts[line] : text.count)
    let first = value.split(separator: "\n", omittingEmptySubsequences: false).first { $0.contains { $0 != " " } }
    guard let first else { return }
    let kept = first.prefix { $0 == " " }.count
    var indent: Int?
    while offset < text.count {
      let end = line < lineStarts.count ? lineStarts[line] : text.count
      let written = text[offset..<end].prefix { $0 == " " }.count
      let isEmpty = text[(offset + written)..<end].allSatisfy { $0 == "\n" || $0 == "\r" }
      if !isEmpty {
        if indent == nil { indent = max(0, written - kept) }
        if written < indent! { return }
      }
      advance(to: end)
    }
  }
}

extension Node {
  fileprivate var anchorName: String? { anchor?.rawValue }

  /// Whether an anchor or a tag may stand before it.
  fileprivate var hasProperties: Bool {
    switch self {
    case .sequence(let sequence): sequence.anchor != nil || !sequence.tag.rawValue.isEmpty
    case .mapping(let mapping): mapping.anchor != nil || !mapping.tag.rawValue.isEmpty
    case .scalar, .alias: true
    }
  }
}
