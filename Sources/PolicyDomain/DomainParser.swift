import Rego

/// Turns the text of one bundle file into a ``Domain``.
public struct DomainParser {
  private let file: String
  private let readFile: FileReader?

  /// - Parameters:
  ///   - file: what positions call the file, and where relative names of Rego files begin.
  ///   - readFile: reads the Rego files that a PolicyDomainReference names.
  public init(file: String, readFile: FileReader? = nil) {
    self.file = file
    self.readFile = readFile
  }

  /// A file whose YAML is composed and of which no more than its head has been read. Composing is most of the work of
  /// loading, so that nothing is composed twice.
  struct Document {
    let bytes: [UInt8]
    let reader: YAMLReader
    fileprivate var fields: YAMLFields
    let kind: Positioned<String>
    let apiVersion: Positioned<String>

    static let domainKind = "PolicyDomain"
    static let referenceKind = "PolicyDomainReference"
    var isReference: Bool { kind.value == Self.referenceKind }
  }

  /// The document in `bytes`.
  /// - Throws: everything that is wrong with it.
  public func parse(_ bytes: [UInt8]) throws(DomainError) -> Domain { try parse(try compose(bytes)) }

  /// Reads the YAML, and what the document says it is.
  func compose(_ bytes: [UInt8]) throws(DomainError) -> Document {
    let source = try YAMLSource(file: file, bytes: bytes)
    let reader = YAMLReader(source)
    var fields = reader.fields(try YAMLGraphComposer.firstDocument(of: source), "a PolicyDomain")
    let kind = fields.take("kind").map { reader.string($0, "`kind`") }
    let apiVersion = fields.take("apiVersion").map { reader.string($0, "`apiVersion`") }
    guard reader.problems.isEmpty else { throw DomainError(reader.problems) }
    return Document(
      bytes: bytes, reader: reader, fields: fields, kind: kind ?? Positioned("", at: fields.position),
      apiVersion: apiVersion ?? Positioned("", at: fields.position))
  }

  func parse(_ document: Document) throws(DomainError) -> Domain {
    guard document.kind.value == Document.domainKind || document.isReference else {
      throw DomainError(
        DomainDiagnostic(
          .registry, "expected PolicyDomain got \(document.kind.value)", at: document.kind.position,
          remedy: "write `kind: PolicyDomain`"))
    }
    guard let version = APIVersion(rawValue: document.apiVersion.value) else {
      let known = APIVersion.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
      throw DomainError(
        DomainDiagnostic(
          .registry, "unsupported PolicyDomain API Version \(document.apiVersion.value)",
          at: document.apiVersion.position, remedy: "write one of \(known)"))
    }
    let reader = document.reader
    var fields = document.fields
    var sections = SectionParser(
      reader: reader, features: version.features,
      texts: RegoTexts(reader: reader, isReference: document.isReference, readFile: readFile))
    let domain = try sections.domain(&fields, version: version)
    guard reader.problems.isEmpty else { throw DomainError(reader.problems) }
    return finished(domain, reader, document.bytes, sections.texts)
  }

  private func finished(_ domain: Domain, _ reader: YAMLReader, _ bytes: [UInt8], _ texts: RegoTexts) -> Domain {
    var domain = domain
    domain.digest = Fingerprint.of([bytes] + texts.included)
    domain.warnings += reader.warnings
    reader.arena.freeze()
    return domain
  }
}
