/// A YAML document as it stands in its file, each key and value with its place: for files whose keys are checked rather
/// than decoded into one type.
package struct YAMLOutline: Sendable {
  package enum Content: Sendable {
    case null
    case boolean(Bool)
    /// As it is written.
    case number(String)
    case text(String)
    case sequence([YAMLOutline])
    /// Merge keys are applied; their pairs stand behind the mapping's own.
    case mapping([Pair])
  }

  package struct Pair: Sendable {
    package let key: String
    package let position: SourcePosition
    package let value: YAMLOutline

    package init(key: String, position: SourcePosition, value: YAMLOutline) {
      self.key = key
      self.position = position
      self.value = value
    }
  }

  package let content: Content
  package let position: SourcePosition

  package init(content: Content, position: SourcePosition) {
    self.content = content
    self.position = position
  }

  /// Reads the first document of a file.
  /// - Returns: nil for a file without content; and where a second document begins.
  /// - Throws: what is wrong and where: no YAML, equal keys in one mapping, nested deeper than 1,000 levels, or aliases
  ///   that expand to more than 200,000 values beyond one a byte.
  package static func read(
    _ bytes: [UInt8], file: String
  ) throws(DomainError) -> (outline: YAMLOutline?, further: SourcePosition?) {
    let source = try YAMLSource(file: file, bytes: bytes)
    let (first, further) = try YAMLGraphComposer.documents(of: source)
    guard let first else { return (nil, further) }
    let reader = YAMLReader(source)
    let outline = try make(first, reader, depth: 0)
    guard reader.problems.isEmpty else { throw DomainError(reader.problems) }
    if case .null = outline.content { return (nil, further) }
    return (outline, further)
  }

  /// Reads every document of a file that has content.
  /// - Throws: as ``read(_:file:)`` does; the bounds are those of the file.
  package static func readAll(_ bytes: [UInt8], file: String) throws(DomainError) -> [YAMLOutline] {
    let source = try YAMLSource(file: file, bytes: bytes)
    let reader = YAMLReader(source)
    var outlines: [YAMLOutline] = []
    for root in try YAMLGraphComposer.everyDocument(of: source) {
      let outline = try make(root, reader, depth: 0)
      guard reader.problems.isEmpty else { throw DomainError(reader.problems) }
      if case .null = outline.content { continue }
      outlines.append(outline)
    }
    return outlines
  }

  /// The value under a key of a mapping, case aside.
  package subscript(key: String) -> YAMLOutline? {
    guard case .mapping(let pairs) = content else { return nil }
    return pairs.first { $0.key.lowercased() == key }?.value
  }

  /// A scalar as text; nil for null, lists and mappings.
  package var scalarText: String? {
    switch content {
    case .boolean(let flag): flag ? "true" : "false"
    case .number(let text), .text(let text): text
    case .null, .sequence, .mapping: nil
    }
  }

  private static func make(_ node: YAMLNode, _ reader: YAMLReader, depth: Int) throws(DomainError) -> YAMLOutline {
    let position = reader.position(node)
    guard reader.visit(node) else { throw DomainError(reader.problems) }
    guard depth < YAMLReader.depthMax else {
      throw DomainError(DomainDiagnostic(.yaml, "nested deeper than \(YAMLReader.depthMax) levels", at: position))
    }
    switch node {
    case .scalar(let scalar): return YAMLOutline(content: content(of: scalar), position: position)
    case .sequence(let sequence):
      var elements: [YAMLOutline] = []
      for element in sequence { elements.append(try make(element, reader, depth: depth + 1)) }
      return YAMLOutline(content: .sequence(elements), position: position)
    case .mapping(let mapping):
      var pairs: [Pair] = []
      for (key, value) in reader.pairs(of: mapping) {
        guard case .scalar(let name) = key else {
          throw DomainError(
            DomainDiagnostic(
              .yaml, "a key must be text", at: reader.position(key), remedy: "write `key: value` pairs"))
        }
        pairs.append(
          Pair(key: name.string, position: reader.position(key), value: try make(value, reader, depth: depth + 1)))
      }
      return YAMLOutline(content: .mapping(pairs), position: position)
    }
  }

  private static func content(of scalar: YAMLNode.Scalar) -> Content {
    switch YAMLScalar(scalar) {
    case .null: .null
    case .boolean(let flag): .boolean(flag)
    case .integer, .unsigned, .float: .number(scalar.string)
    case .timestamp, .string: .text(scalar.string)
    }
  }
}
