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
    let readFile =
      self.readFile ?? { _ in
        .failure(FileFailure(isMissing: false, reason: "no files can be read here"))
      }
    do throws(RegoFileFailure) {
      let file = try RegoFile(scalar.string, besides: reader.source.file, readFile: readFile)
      included.append(file.bytes)
      let source = SourceText(name: name, text: file.normalised)
      return RegoSnippet(source: source, placement: .block(file: file.path, firstLine: 1, indent: 0))
    } catch {
      let reason = (error.isMissing ? "file not found: " : "") + error.reason
      report(
        "failed to read rego file '\(PathText.shown(scalar.string))': \(reason)", at: reader.position(node),
        error.remedy)
      return empty
    }
  }
}
