import Rego

/// Finds the Rego texts of entries: in the file, or in files that it names.
struct RegoTexts {
  let reader: YAMLReader
  let isReference: Bool
  let readFile: FileReader?
  /// The contents of the files that were read, for the bundle's digest.
  private(set) var included: [[UInt8]] = []

  init(reader: YAMLReader, isReference: Bool, readFile: FileReader?) {
    self.reader = reader
    self.isReference = isReference
    self.readFile = readFile
  }

  mutating func snippet(_ fields: inout YAMLFields, named name: String, section: String) -> RegoSnippet {
    let rego = fields.take("rego")
    guard isReference else { return snippet(rego, named: name) }
    let file = fields.take("rego_filename")
    switch (rego, file) {
    case (nil, nil):
      report("missing 'rego' or 'rego_filename' in '\(section)' entry", at: fields.position, "add one of the two")
    case (_?, _?):
      report(
        "cannot specify both 'rego' and 'rego_filename' in the same block", at: fields.position(of: "rego_filename"),
        "remove one of the two")
    case (_, let file?): return included(file, named: name)
    default: break
    }
    return snippet(rego, named: name)
  }

  private func report(_ message: String, at position: SourcePosition, _ remedy: String) {
    reader.report(DomainDiagnostic(.registry, message, at: position, remedy: remedy))
  }

  private func snippet(_ node: YAMLNode?, named name: String) -> RegoSnippet {
    guard let node else { return RegoSnippet(source: SourceText(name: name, text: ""), placement: .absent) }
    let text = reader.string(node, "`rego`")
    let source = SourceText(name: name, text: text.value)
    return RegoSnippet(source: source, placement: placement(of: node, source, text.position))
  }

  private func placement(_ scalar: YAMLNode.Scalar, _ source: SourceText) -> RegoSnippet.Placement? {
    guard scalar.style == .literal else { return nil }
    let mark = scalar.mark
    return reader.source.blockPlacement(nodeLine: mark.line, nodeColumn: mark.column, decoded: source.bytes)
  }

  private func placement(of node: YAMLNode, _ source: SourceText, _ start: SourcePosition) -> RegoSnippet.Placement {
    if case .scalar(let scalar) = node, let block = placement(scalar, source) { return block }
    return .inline(start)
  }

  // MARK: Files

  private mutating func included(_ node: YAMLNode, named name: String) -> RegoSnippet {
    let empty = RegoSnippet(source: SourceText(name: name, text: ""), placement: .inline(reader.position(node)))
    guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
      report("rego_filename cannot be empty", at: reader.position(node), "name a file")
      return empty
    }
    let path = scalar.string
    switch read(path) {
    case .success(let (file, bytes)):
      guard let text = String(validating: bytes, as: UTF8.self) else {
        report(
          "failed to read rego file '\(path)': it is not UTF-8 text", at: reader.position(node), "save it as UTF-8")
        return empty
      }
      included.append(bytes)
      let source = SourceText(name: name, text: Self.normalised(text))
      return RegoSnippet(source: source, placement: .block(file: file, firstLine: 1, indent: 0))
    case .failure(let failure):
      report(
        "failed to read rego file '\(path)': \(failure.reason)", at: reader.position(node),
        "names are relative to the YAML file, else to the working directory")
      return empty
    }
  }

  /// Relative names begin at the bundle's folder, else at the working directory.
  private func read(_ path: String) -> Result<(String, [UInt8]), FileFailure> {
    guard let readFile else { return .failure(FileFailure(isMissing: false, reason: "no files can be read here")) }
    var candidates = [path]
    if !path.hasPrefix("/"), let slash = reader.source.file.lastIndex(of: "/") {
      candidates.insert(String(reader.source.file[...slash]) + path, at: 0)
    }
    var failure = FileFailure(isMissing: true, reason: "file not found")
    for candidate in candidates {
      switch readFile(candidate) {
      case .success(let bytes): return .success((candidate, bytes))
      case .failure(let reason):
        failure = reason
        if !reason.isMissing { return .failure(reason) }
      }
    }
    return .failure(FileFailure(isMissing: true, reason: "file not found: \(failure.reason)"))
  }

  /// One line feed at the end, however many there were; an empty text stays empty.
  private static func normalised(_ text: String) -> String {
    var text = text
    while text.hasSuffix("\n") || text.hasSuffix("\r\n") { text.removeLast() }
    return text.isEmpty ? "" : text + "\n"
  }
}
