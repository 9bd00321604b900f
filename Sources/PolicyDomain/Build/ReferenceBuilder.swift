import Yams

/// Turns a PolicyDomainReference into a PolicyDomain: the Rego files that it names are put in their places.
///
/// It works on the YAML as it was written, so that comments, anchors, the order of keys and flow style stay; the output
/// is indented by four spaces, as the reference's is.
public struct ReferenceBuilder {
  private let file: String
  private let readFile: FileReader
  private let absolutePath: (String) -> String

  /// Why a file could not be built.
  public struct Failure: Error, Sendable, CustomStringConvertible {
    /// In the reference's words, without the place.
    public var message: String
    public var position: SourcePosition
    /// What to do about it.
    public var remedy: String?

    /// The place, the message and the remedy.
    public var description: String { "\(position): \(message)\(remedy.map { "; \($0)" } ?? "")" }
  }

  /// - Parameters:
  ///   - file: what positions call the file, and where relative names of Rego files begin.
  ///   - readFile: reads those files.
  ///   - absolutePath: the full path of a relative one, for messages.
  public init(
    file: String, readFile: @escaping FileReader, absolutePath: @escaping (String) -> String = { $0 }
  ) {
    self.file = file
    self.readFile = readFile
    self.absolutePath = absolutePath
  }

  /// Where the result of a file goes unless the user says otherwise: `a.yml` becomes `a-built.yml`.
  public static func outputPath(for input: String) -> String {
    let nameStart = input.lastIndex(of: "/").map(input.index(after:)) ?? input.startIndex
    guard let dot = input[nameStart...].lastIndex(of: ".") else { return input + "-built" }
    return input[..<dot] + "-built" + input[dot...]
  }

  /// The document in `bytes` with its Rego in it; a PolicyDomain stays as it is, but for its layout.
  public func build(_ bytes: [UInt8]) throws(Failure) -> String {
    let source: YAMLSource
    let root: Node?
    let parser: Yams.Parser?
    do throws(DomainError) {
      source = try YAMLSource(file: file, bytes: bytes)
      (root, parser) = try YAMLComposer(source: source).composed()
    } catch {
      let first = error.diagnostics[0]
      throw Failure(
        message: "failed to parse YAML: \(first.message)", position: first.position ?? SourcePosition(file: file),
        remedy: first.remedy)
    }
    guard let root else { return "null\n" }
    var reader = YAMLTreeReader(source)
    var tree: YAMLTree
    do throws(YAMLTreeReader.Failure) {
      tree = try withExtendedLifetime(parser) { () throws(YAMLTreeReader.Failure) in try reader.read(root) }
    } catch {
      throw Failure(message: "failed to parse YAML: \(error.message)", position: position(error.place))
    }
    try inline(&tree, section: nil)
    setKind(&tree)
    return YAMLTreeWriter.text(tree, reader.comments)
  }

  private func position(_ place: TextPlace) -> SourcePosition {
    SourcePosition(file: file, line: place.line, column: place.column)
  }

  private func setKind(_ tree: inout YAMLTree) {
    guard case .mapping(var pairs) = tree.content, let index = pairs.firstIndex(where: { $0.key.text == "kind" })
    else { return }
    switch pairs[index].value.content {
    case .scalar(_, let style): pairs[index].value.content = .scalar(DomainParser.Document.domainKind, style)
    case .alias: pairs[index].value.content = .scalar(DomainParser.Document.domainKind, .plain)
    case .mapping, .sequence: return
    }
    tree.content = .mapping(pairs)
  }

  // MARK: Rego

  private static let sections: Set = ["policies", "policy-libraries", "mappers"]

  /// - Parameter section: the key that leads to the tree, through lists or not.
  private func inline(_ tree: inout YAMLTree, section: String?) throws(Failure) {
    switch tree.content {
    case .scalar, .alias: return
    case .sequence(var elements):
      for index in elements.indices { try inline(&elements[index], section: section) }
      tree.content = .sequence(elements)
    case .mapping(var pairs):
      try check(pairs, tree, section)
      for index in pairs.indices {
        if pairs[index].key.text == "rego_filename" {
          pairs[index] = try inlined(pairs[index])
        } else {
          try inline(&pairs[index].value, section: pairs[index].key.text)
        }
      }
      tree.content = .mapping(pairs)
    }
  }

  private func check(_ pairs: [YAMLTree.Pair], _ tree: YAMLTree, _ section: String?) throws(Failure) {
    let file = pairs.first { $0.key.text == "rego_filename" }
    let hasRego = pairs.contains { $0.key.text == "rego" }
    if let file, hasRego {
      throw Failure(
        message: "cannot specify both 'rego' and 'rego_filename' in the same block",
        position: position(file.key.start), remedy: "remove one of the two")
    }
    // What a merge key brings is in the block that it is taken from.
    let isMerged = pairs.contains { $0.key.text == "<<" }
    if let section, Self.sections.contains(section), file == nil, !hasRego, !isMerged {
      throw Failure(
        message: "missing 'rego' or 'rego_filename' in '\(section)' entry", position: position(tree.start),
        remedy: "add one of the two")
    }
  }

  /// The pair with the file's text for its name.
  private func inlined(_ pair: YAMLTree.Pair) throws(Failure) -> YAMLTree.Pair {
    let place = position(pair.value.start)
    guard let path = pair.value.text, !path.isEmpty else {
      throw Failure(message: "rego_filename cannot be empty", position: place, remedy: "name a file")
    }
    var pair = pair
    if case .scalar(_, let style) = pair.key.content { pair.key.content = .scalar("rego", style) }
    do throws(RegoFileFailure) {
      let text = try RegoFile(path, besides: file, readFile: readFile).normalised
      pair.value.content = .scalar(text, .literal)
    } catch {
      let reason = error.isMissing ? "file not found: \(absolutePath(path))" : error.reason
      throw Failure(
        message: "failed to read rego file '\(PathText.shown(path))': \(reason)", position: place, remedy: error.remedy)
    }
    return pair
  }
}
