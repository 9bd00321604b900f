/// Finds the `# METADATA` blocks among comments.
extension SyntaxParser {
  /// The blocks, in the order of the text. A block without text is an error.
  func annotationBlocks() -> [Annotations] {
    var blocks: [Annotations] = []
    var index = 0
    while index < comments.count {
      let first = index
      index += 1
      guard isMetadata(comments[first]) else { continue }
      while index < comments.count, comments[index].location.row == comments[index - 1].location.row + 1,
        comments[index].location.column == 1
      {
        index += 1
      }
      if let block = block(comments[first..<index]) { blocks.append(block) }
    }
    return blocks
  }

  private func isMetadata(_ comment: Comment) -> Bool {
    let text = lexer.bytes[comment.text]
    return text.drop { Lexer.isWhitespace(Int32($0)) }.starts(with: "METADATA".utf8)
  }

  private func block(_ lines: ArraySlice<Comment>) -> Annotations? {
    let place = lines[lines.startIndex].location
    var text: [UInt8] = []
    for line in lines.dropFirst() {
      let content = lexer.bytes[line.text]
      text += content.first == UInt8(ascii: " ") ? content.dropFirst() : content
      text.append(UInt8(ascii: "\n"))
    }
    guard text.contains(where: { !Lexer.isWhitespace(Int32($0)) }) else {
      error(place, "expected METADATA block, found whitespace")
      return nil
    }
    let last = lines[lines.endIndex - 1].text
    let yaml = String(decoding: text, as: UTF8.self)
    return Annotations(
      scope: AnnotationText.value(of: "scope", in: yaml) ?? "", text: yaml,
      at: spanning(place, from: place.offset, to: last.upperBound))
  }
}

/// What the parser itself needs to know of a block's YAML.
enum AnnotationText {
  /// The plain value of a top-level key.
  static func value(of key: String, in yaml: String) -> String? {
    for line in yaml.split(separator: "\n") where line.hasPrefix(key + ":") {
      var value = line.dropFirst(key.count + 1)
      if let comment = value.firstRange(of: " #") { value = value[..<comment.lowerBound] }
      while let first = value.first, first == " " || first == "\t" { value = value.dropFirst() }
      while let last = value.last, last == " " || last == "\t" || last == "\r" { value = value.dropLast() }
      if let quote = value.first, quote == "\"" || quote == "'", value.count > 1, value.last == quote {
        value = value.dropFirst().dropLast()
      }
      return String(value)
    }
    return nil
  }
}
