/// Finds the `# METADATA` blocks among comments.
extension SyntaxParser {
  /// The blocks, in the order of the text. What is no block of annotations is an error.
  func annotationBlocks(_ reader: AnnotationReader) -> [Annotations] {
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
      if let block = block(comments[first..<index], reader) { blocks.append(block) }
    }
    return blocks
  }

  private func isMetadata(_ comment: Comment) -> Bool {
    let text = lexer.bytes[comment.text]
    return text.drop { Lexer.isWhitespace(Int32($0)) }.starts(with: "METADATA".utf8)
  }

  private func block(_ lines: ArraySlice<Comment>, _ reader: AnnotationReader) -> Annotations? {
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
    let whole = spanning(place, from: place.offset, to: last.upperBound)
    do throws(AnnotationReader.ReadError) {
      guard let node = try reader.read(String(decoding: text, as: UTF8.self)) else {
        return Annotations(scope: "", at: whole)
      }
      let fields = try AnnotationFields(node)
      do throws(AnnotationDecoder.Fault) { return try AnnotationDecoder.annotations(fields, at: whole) } catch {
        self.error(place, error.message)
      }
    } catch {
      refuse(error.message, in: Array(lines.dropFirst()))
    }
    return nil
  }

  /// Reports what the YAML reader said at the line that it named; the reference counts it from the line above.
  private func refuse(_ message: String, in lines: [Comment]) {
    let number = AnnotationBlock.line(in: message)
    let place = lines[number.map { min($0, lines.count - 1) } ?? 0].location
    var message = message
    for line in lines {
      let signs = AnnotationBlock.odd(lexer.bytes[line.text])
      if signs.isEmpty { continue }
      message +=
        "\n  Hint: on line \(line.location.row), symbol(s) [\(signs.joined(separator: " "))] immediately "
        + "following a key/value separator ':' is not a legal yaml space character"
    }
    error(place, message)
  }
}

private enum AnnotationBlock {
  /// The line that a message of the YAML reader begins with.
  static func line(in message: String) -> Int? {
    var rest = message[...]
    guard rest.hasPrefix("yaml:") else { return nil }
    rest = rest.dropFirst(5)
    if rest.hasPrefix(" unmarshal errors:") { rest = rest.dropFirst(18) }
    rest = rest.drop { $0.isWhitespace }
    guard rest.hasPrefix("line ") else { return nil }
    return Int(rest.dropFirst(5).prefix { $0 != ":" })
  }

  /// What stands behind the colons of a line, where nowhere in it a space does.
  static func odd(_ line: ArraySlice<UInt8>) -> [String] {
    let parts = String(decoding: line, as: UTF8.self).split(separator: ":", omittingEmptySubsequences: false)
    var signs: [String] = []
    for (index, part) in parts.enumerated().dropFirst() {
      guard let first = part.unicodeScalars.first else {
        if index == parts.count - 1 { return [] }
        signs.append("'\\ufffd'")
        continue
      }
      if first == " " || first == "\t" { return [] }
      signs.append(first.goQuoted)
    }
    return signs
  }
}

extension Unicode.Scalar {
  /// In single quotes, by its code where it is no printable ASCII.
  fileprivate var goQuoted: String {
    switch self {
    case "'": "'\\''"
    case "\\": "'\\\\'"
    case _ where value < 0x20 || value == 0x7F: "'\\x\(value.hexadecimal(places: 2))'"
    case _ where value < 0x7F: "'\(self)'"
    case _ where value < 0x10000: "'\\u\(value.hexadecimal(places: 4))'"
    default: "'\\U\(value.hexadecimal(places: 8))'"
    }
  }
}
