import Yams

/// Writes a tree as the reference does: four spaces a level, two behind a dash, comments beside what they stand at.
struct YAMLTreeWriter {
  private var output = ""
  private let comments: [YAMLComment]
  private var nextComment = 0

  /// What comes after a block in the source: where it begins, and in which column its level lies.
  private struct Follower {
    var place: TextPlace
    var column: Int
  }

  /// - Parameter comments: in the order of the document.
  static func text(_ root: YAMLTree, _ comments: [YAMLComment]) -> String {
    var writer = YAMLTreeWriter(comments: comments)
    writer.document(root)
    return writer.output
  }

  private init(comments: [YAMLComment]) { self.comments = comments }

  // MARK: Document

  private mutating func document(_ root: YAMLTree) {
    if root.isBlock {
      if root.anchor != nil || root.tag != nil {
        writeComments(before: root.start, indent: 0)
        output += "--- \(Self.properties(root).dropLast())\n"
      }
      let end = TextPlace(line: .max, column: .max)
      writeBlock(root, indent: 0, isInline: false, follower: Follower(place: end, column: root.column))
    } else {
      writeComments(before: root.start, indent: 0)
      writeValue(root, indent: 0, deeper: 4)
    }
    let isFirst = output.isEmpty
    for (index, comment) in comments[nextComment...].enumerated() {
      if comment.hasBlankBefore, !isFirst || index > 0, !output.hasSuffix("\n\n") { output += "\n" }
      output += comment.text + "\n"
    }
  }

  // MARK: Blocks

  /// - Parameter isInline: whether the first entry continues a line.
  private mutating func writeBlock(_ tree: YAMLTree, indent: Int, isInline: Bool, follower: Follower) {
    switch tree.content {
    case .sequence(let elements):
      for (index, element) in elements.enumerated() {
        begin(element, indent, isInline: isInline && index == 0)
        output += "-"
        let next = index + 1 < elements.count ? elements[index + 1].start : nil
        writeEntry(
          element, indent: indent, deeper: indent + 2, isSequence: true,
          follower: next.map { Follower(place: $0, column: tree.column) } ?? follower)
      }
    case .mapping(let pairs):
      for (index, pair) in pairs.enumerated() {
        begin(pair.key, indent, isInline: isInline && index == 0, hoisting: pair.value)
        let next = index + 1 < pairs.count ? pairs[index + 1].key.start : nil
        writeKey(pair.key, indent, value: pair.value)
        writeEntry(
          pair.value, indent: indent, deeper: indent / 4 * 4 + 4, isSequence: false,
          follower: next.map { Follower(place: $0, column: tree.column) } ?? follower)
      }
    case .scalar, .alias: break
    }
    writeComments(from: tree.column, before: follower, indent: indent)
  }

  /// The comments above an entry, and its indent.
  private mutating func begin(
    _ tree: YAMLTree, _ indent: Int, isInline: Bool, hoisting value: YAMLTree? = nil
  ) {
    if !isInline {
      writeComments(before: tree.isFlow ? tree.end : tree.start, indent: indent)
      if let value, !value.isBlock {
        writeComments(before: value.isFlow ? value.end : value.start, indent: indent)
      }
      output += Self.margin(indent)
    }
  }

  private mutating func writeKey(_ key: YAMLTree, _ indent: Int, value: YAMLTree) {
    if !key.isBlock {
      let text = flow(key, isKey: true)
      if text.unicodeScalars.count <= 128 {
        output += text + (Self.isAlias(key) ? " :" : ":")
        return
      }
    }
    output += "?"
    let follower = Follower(place: value.start, column: key.column)
    writeEntry(key, indent: indent, deeper: indent + 2, isSequence: true, follower: follower)
    output += Self.margin(indent) + ":"
  }

  /// What stands behind a dash or a colon, to the end of its last line.
  private mutating func writeEntry(
    _ tree: YAMLTree, indent: Int, deeper: Int, isSequence: Bool, follower: Follower
  ) {
    guard tree.isBlock else {
      writeValue(tree, indent: indent, deeper: deeper, isFirst: false)
      return
    }
    let properties = Self.properties(tree)
    if !properties.isEmpty { output += " " + properties.dropLast() }
    let hasComment = writeTrailingComment(before: firstPlace(in: tree))
    let isInline = isSequence && properties.isEmpty && !hasComment
    output += isInline ? " " : "\n"
    writeBlock(tree, indent: deeper, isInline: isInline, follower: follower)
  }

  /// Where the first entry's own text begins.
  private func firstPlace(in tree: YAMLTree) -> TextPlace {
    switch tree.content {
    case .sequence(let elements): elements.first?.start ?? tree.end
    case .mapping(let pairs): pairs.first?.key.start ?? tree.end
    case .scalar, .alias: tree.end
    }
  }

  /// A scalar, an alias or a flow collection, with the comment behind it.
  private mutating func writeValue(_ tree: YAMLTree, indent: Int, deeper: Int, isFirst: Bool = true) {
    var lines: [String] = []
    var text = ""
    if case .scalar(let value, let style) = tree.content {
      let scalar = YAMLScalarText(value, style, indent: deeper, parentIndent: indent, isInline: false)
      text = Self.properties(tree) + scalar.head
      lines = scalar.lines
      if isFirst, text.isEmpty { text = "null" }
      if scalar.head.isEmpty, text.hasSuffix(" ") { text.removeLast() }
    } else {
      text = flow(tree, isKey: false)
    }
    if !text.isEmpty { output += (isFirst ? "" : " ") + text }
    writeTrailingComment(before: nil, behind: tree)
    output += "\n"
    for line in lines { output += line + "\n" }
  }

  // MARK: One line

  private static func margin(_ indent: Int) -> String { String(repeating: " ", count: indent) }

  private static func isAlias(_ tree: YAMLTree) -> Bool { if case .alias = tree.content { true } else { false } }

  /// The anchor and the tag, each with a space behind it.
  private static func properties(_ tree: YAMLTree) -> String {
    (tree.anchor.map { "&\($0) " } ?? "") + (tree.tag.map { "\($0) " } ?? "")
  }

  private func flow(_ tree: YAMLTree, isKey: Bool) -> String {
    let properties = Self.properties(tree)
    switch tree.content {
    case .alias(let name, _): return "*\(name)"
    case .scalar(let text, let style):
      return properties + YAMLScalarText(text, style, indent: 0, parentIndent: 0, isInline: true).head
    case .sequence(let elements):
      return properties + "[" + elements.map { flow($0, isKey: false) }.joined(separator: ", ") + "]"
    case .mapping(let pairs):
      let members = pairs.map { pair in
        flow(pair.key, isKey: true) + (Self.isAlias(pair.key) ? " : " : ": ") + flow(pair.value, isKey: false)
      }
      return properties + "{" + members.joined(separator: ", ") + "}"
    }
  }

  // MARK: Comments

  private mutating func write(_ comment: YAMLComment, indent: Int) {
    output += Self.margin(indent) + comment.text + "\n"
    if comment.hasBlankBehind { output += "\n" }
    nextComment += 1
  }

  private mutating func writeComments(before place: TextPlace, indent: Int) {
    while nextComment < comments.count, comments[nextComment].place < place {
      write(comments[nextComment], indent: indent)
    }
  }

  /// The comments at the end of a block, which stand as deep as its entries.
  private mutating func writeComments(from column: Int, before follower: Follower, indent: Int) {
    while nextComment < comments.count {
      let comment = comments[nextComment]
      guard comment.isAlone, comment.place < follower.place, comment.place.column >= column,
        comment.place.column > follower.column
      else { return }
      write(comment, indent: indent)
    }
  }

  /// The comment on the line that is being written.
  @discardableResult
  private mutating func writeTrailingComment(before place: TextPlace?, behind tree: YAMLTree? = nil) -> Bool {
    guard nextComment < comments.count, !comments[nextComment].isAlone else { return false }
    let comment = comments[nextComment]
    if let place, comment.place > place { return false }
    if let tree, comment.place.line > tree.end.line { return false }
    output += " " + comment.text
    nextComment += 1
    return true
  }
}
