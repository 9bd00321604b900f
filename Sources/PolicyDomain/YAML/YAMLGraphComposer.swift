// Unsafe: reads what libyaml's events point to.

import CYaml

/// Composes the first document of a YAML text from the events of libyaml.
///
/// Yams composes too, into nodes with a heap object each and several; of a domain with ten thousand roles that was most
/// of the time that loading took (decision 13).
struct YAMLGraphComposer {
  private let source: YAMLSource
  private var entries: [YAMLGraph.Entry] = []
  private var children: [Int32] = []
  private var bytes: [UInt8] = []
  private var tags: [String] = []
  private var anchors: [String: Int32] = [:]
  private var tagNumbers: [String: Int32] = [:]
  private var open: [Collection] = []
  /// Complete nodes whose collection is still open.
  private var pending: [Int32] = []
  private var root: Int32?
  /// Gets each document where all are wanted.
  private var takeDocument: ((YAMLNode) -> Void)?

  /// A collection whose end has not come.
  private struct Collection {
    let entry: Int32
    let pendingStart: Int
    let anchor: String?
  }

  init(_ source: YAMLSource) { self.source = source }

  /// The root of the first document, or nil for an empty text, and where a second one begins, if one does. What is
  /// wrong behind the first is not looked at.
  static func documents(of source: YAMLSource) throws(DomainError) -> (first: YAMLNode?, further: SourcePosition?) {
    var composer = YAMLGraphComposer(source)
    let further = try composer.run()
    return (composer.graph(), further)
  }

  /// The roots of all documents.
  static func everyDocument(of source: YAMLSource) throws(DomainError) -> [YAMLNode] {
    var composer = YAMLGraphComposer(source)
    var roots: [YAMLNode] = []
    composer.takeDocument = { roots.append($0) }
    _ = try composer.run()
    return roots
  }

  private mutating func run() throws(DomainError) -> SourcePosition? {
    guard source.bytes.count < Int32.max else {
      throw DomainError(
        DomainDiagnostic(.yaml, "the file is larger than 2 GiB", at: SourcePosition(file: source.file)))
    }
    return try source.bytes.withUnsafeBufferPointer { bytes -> Result<SourcePosition?, DomainError> in
      do throws(DomainError) { return .success(try compose(bytes)) } catch { return .failure(error) }
    }.get()
  }

  /// - Returns: where a second document begins, if only the first is wanted.
  private mutating func compose(_ text: UnsafeBufferPointer<UInt8>) throws(DomainError) -> SourcePosition? {
    bytes.reserveCapacity(text.count)
    entries.reserveCapacity(text.count / 16)
    children.reserveCapacity(text.count / 16)
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else {
      throw DomainError(DomainDiagnostic(.yaml, "out of memory", at: SourcePosition(file: source.file)))
    }
    defer { yaml_parser_delete(&parser) }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
    var nothing: UInt8 = 0
    return try withUnsafePointer(to: &nothing) { nothing throws(DomainError) in
      yaml_parser_set_input_string(&parser, text.baseAddress ?? nothing, text.count)
      while true {
        var event = yaml_event_t()
        guard yaml_parser_parse(&parser, &event) == 1 else { throw DomainError(problem(parser)) }
        defer { yaml_event_delete(&event) }
        switch event.type {
        case YAML_STREAM_END_EVENT: return nil
        case YAML_DOCUMENT_END_EVENT:
          guard let takeDocument else { return nextNode(&parser) }
          graph().map(takeDocument)
          forgetDocument()
        case YAML_ALIAS_EVENT: try addAlias(event)
        case YAML_SCALAR_EVENT: addScalar(event)
        case YAML_SEQUENCE_START_EVENT: begin(.sequence, event, anchor: event.data.sequence_start.anchor)
        case YAML_MAPPING_START_EVENT: begin(.mapping, event, anchor: event.data.mapping_start.anchor)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: try end()
        default: break
        }
      }
    }
  }

  /// Anchors end with their document.
  private mutating func forgetDocument() {
    (entries, children, bytes, root) = ([], [], [], nil)
    (tags, tagNumbers, anchors) = ([], [:], [:])
  }

  private func nextNode(_ parser: inout yaml_parser_t) -> SourcePosition? {
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(&parser, &event) == 1 else { return nil }
      defer { yaml_event_delete(&event) }
      switch event.type {
      case YAML_STREAM_END_EVENT: return nil
      case YAML_ALIAS_EVENT, YAML_SCALAR_EVENT, YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT:
        return source.position(line: Int(event.start_mark.line) + 1, column: Int(event.start_mark.column) + 1)
      default: break
      }
    }
  }

  private func graph() -> YAMLNode? {
    root.map { YAMLGraph(entries: entries, children: children, bytes: bytes, tags: tags).node($0) }
  }

  // MARK: Nodes

  private func newEntry(_ kind: YAMLGraph.Entry.Kind, _ event: borrowing yaml_event_t) -> YAMLGraph.Entry {
    YAMLGraph.Entry(
      kind: kind, line: Int32(truncatingIfNeeded: event.start_mark.line + 1),
      column: Int32(truncatingIfNeeded: event.start_mark.column + 1))
  }

  private mutating func add(_ node: Int32) {
    if open.isEmpty { root = node } else { pending.append(node) }
  }

  private mutating func addAlias(_ event: borrowing yaml_event_t) throws(DomainError) {
    guard let name = text(event.data.alias.anchor), let node = anchors[name] else {
      let place = source.position(line: Int(event.start_mark.line) + 1, column: Int(event.start_mark.column) + 1)
      throw DomainError(
        DomainDiagnostic(
          .yaml, "found undefined alias", at: place,
          remedy: "an anchor must stand before its alias and may not contain it"))
    }
    add(node)
  }

  private mutating func addScalar(_ event: borrowing yaml_event_t) {
    var entry = newEntry(.scalar, event)
    let scalar = event.data.scalar
    entry.style =
      switch scalar.style {
      case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
      case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
      case YAML_LITERAL_SCALAR_STYLE: .literal
      case YAML_FOLDED_SCALAR_STYLE: .folded
      default: .plain
      }
    if scalar.quoted_implicit == 1 {
      // The tag `!` says that it is a string, as quotes do.
      if entry.style == .plain { entry.tag = number(of: "!") }
    } else if let tag = text(scalar.tag) {
      entry.tag = number(of: tag)
    }
    entry.start = bytes.count
    entry.count = scalar.length
    bytes.append(contentsOf: UnsafeBufferPointer(start: scalar.value, count: scalar.length))
    let node = Int32(entries.count)
    entries.append(entry)
    if let name = text(scalar.anchor) { anchors[name] = node }
    add(node)
  }

  private mutating func begin(
    _ kind: YAMLGraph.Entry.Kind, _ event: borrowing yaml_event_t, anchor: UnsafePointer<UInt8>?
  ) {
    let node = Int32(entries.count)
    entries.append(newEntry(kind, event))
    open.append(Collection(entry: node, pendingStart: pending.count, anchor: text(anchor)))
  }

  private mutating func end() throws(DomainError) {
    let own = open.removeLast()
    let count = pending.count - own.pendingStart
    entries[Int(own.entry)].start = children.count
    entries[Int(own.entry)].count = count
    children.append(contentsOf: pending[own.pendingStart...])
    pending.removeLast(count)
    if entries[Int(own.entry)].kind == .mapping { try checkKeys(Int(own.entry)) }
    if let anchor = own.anchor { anchors[anchor] = own.entry }
    add(own.entry)
  }

  private mutating func number(of tag: String) -> Int32 {
    if let known = tagNumbers[tag] { return known }
    let number = Int32(tags.count)
    tags.append(tag)
    tagNumbers[tag] = number
    return number
  }

  private func text(_ pointer: UnsafePointer<UInt8>?) -> String? { pointer.map { String(cString: $0) } }

  // MARK: Mistakes

  /// Few keys are compared with each other, many are hashed.
  private func checkKeys(_ mapping: Int) throws(DomainError) {
    let start = entries[mapping].start
    let keys = stride(from: start, to: start + entries[mapping].count, by: 2).map { children[$0] }
      .filter { entries[Int($0)].kind == .scalar }
    if keys.count > 16 {
      var seen: [String: Int32] = [:]
      for key in keys {
        if let first = seen.updateValue(key, forKey: string(key)) { throw duplicate(key, first) }
      }
      return
    }
    for later in keys.indices.dropFirst() {
      for earlier in 0..<later where haveSameText(keys[later], keys[earlier]) {
        throw duplicate(keys[later], keys[earlier])
      }
    }
  }

  private func range(_ scalar: Int32) -> Range<Int> {
    let entry = entries[Int(scalar)]
    return entry.start..<(entry.start + entry.count)
  }

  private func string(_ scalar: Int32) -> String { String(decoding: bytes[range(scalar)], as: UTF8.self) }

  private func haveSameText(_ one: Int32, _ other: Int32) -> Bool {
    entries[Int(one)].count == entries[Int(other)].count && bytes[range(one)].elementsEqual(bytes[range(other)])
  }

  private func duplicate(_ key: Int32, _ first: Int32) -> DomainError {
    let place = entries[Int(key)]
    return DomainError(
      DomainDiagnostic(
        .yaml, "mapping key \"\(string(key))\" already defined at line \(entries[Int(first)].line)",
        at: source.position(line: Int(place.line), column: Int(place.column)),
        remedy: "remove one of the two, or join them"))
  }

  private func problem(_ parser: borrowing yaml_parser_t) -> DomainDiagnostic {
    let words = parser.problem.map { String(cString: $0) } ?? "the text cannot be read as YAML"
    if parser.error == YAML_READER_ERROR {
      let code = parser.problem_value > 0 ? " (U+" + String(parser.problem_value, radix: 16, uppercase: true) + ")" : ""
      return DomainDiagnostic(
        .yaml, words + code, at: source.position(byteOffset: parser.problem_offset),
        remedy: "remove or escape the character")
    }
    let line = Int(parser.problem_mark.line) + 1
    // libyaml's own bound, in words that name a function of its.
    if words.contains("yaml_set_max_nest_level") {
      return DomainDiagnostic(
        .yaml, "nested deeper than \(YAMLReader.depthMax) levels",
        at: source.position(line: line, column: Int(parser.problem_mark.column) + 1), remedy: "write it flatter")
    }
    let context = parser.context.map { words + " " + String(cString: $0) } ?? words
    return DomainDiagnostic(
      .yaml, context, at: source.position(line: line, column: Int(parser.problem_mark.column) + 1),
      remedy: YAMLComposer(source: source).remedy(words, line: line))
  }
}
