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
    fileprivate let fields: YAMLFields
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
    return try document(YAMLGraphComposer.documents(of: source).first, YAMLReader(source), bytes)
  }

  private func document(
    _ root: YAMLNode?, _ reader: YAMLReader, _ bytes: [UInt8]
  ) throws(DomainError) -> Document {
    var fields = reader.fields(root, "a PolicyDomain")
    let kind = fields.take("kind").map { reader.string($0, "`kind`") }
    let apiVersion = fields.take("apiVersion").map { reader.string($0, "`apiVersion`") }
    guard reader.problems.isEmpty else { throw DomainError(reader.problems) }
    return Document(
      bytes: bytes, reader: reader, fields: fields, kind: kind ?? Positioned("", at: fields.position),
      apiVersion: apiVersion ?? Positioned("", at: fields.position))
  }

  func parse(_ document: Document) throws(DomainError) -> Domain {
    guard document.kind.value == Document.domainKind || document.isReference else {
      throw DomainError(Self.wrongKind(document))
    }
    guard let version = APIVersion(rawValue: document.apiVersion.value) else {
      throw DomainError(Self.wrongVersion(document))
    }
    let (domain, texts) = try sections(of: document, version)
    guard document.reader.problems.isEmpty else { throw DomainError(document.reader.problems) }
    return finished(domain, document, texts)
  }

  private func sections(
    of document: Document, _ version: APIVersion
  ) throws(DomainError) -> (Domain, RegoTexts) {
    var fields = document.fields
    var sections = SectionParser(
      reader: document.reader, features: version.features,
      texts: RegoTexts(reader: document.reader, isReference: document.isReference, readFile: readFile))
    let domain = try sections.domain(&fields, version: version)
    return (domain, sections.texts)
  }

  /// Everything that can be told about the document in `bytes`, be it broken: what lint works on.
  ///
  /// A document of an unknown version is read as one of the newest; one of another kind is not read.
  public func read(_ bytes: [UInt8]) -> DomainReading {
    let (reader, root, further): (YAMLReader, YAMLNode?, SourcePosition?)
    do throws(DomainError) {
      let source = try YAMLSource(file: file, bytes: bytes)
      (root, further) = try YAMLGraphComposer.documents(of: source)
      reader = YAMLReader(source)
    } catch {
      return DomainReading(isYAML: false, problems: error.diagnostics)
    }
    do throws(DomainError) {
      var reading = readDomain(try document(root, reader, bytes))
      reading.furtherDocument = further
      return reading
    } catch {
      return DomainReading(problems: error.diagnostics)
    }
  }

  private func readDomain(_ document: Document) -> DomainReading {
    let reader = document.reader
    let isDomain = document.kind.value == Document.domainKind || document.isReference
    if !isDomain { reader.report(Self.wrongKind(document)) }
    guard isDomain || document.kind.value.isEmpty else { return DomainReading(problems: reader.problems) }
    let version = APIVersion(rawValue: document.apiVersion.value)
    if version == nil { reader.report(Self.wrongVersion(document)) }
    do throws(DomainError) {
      let (domain, texts) = try sections(of: document, version ?? .v1beta1)
      return DomainReading(
        domain: finished(domain, document, texts), apiVersion: document.apiVersion,
        isReference: document.isReference, problems: reader.problems)
    } catch {
      return DomainReading(problems: reader.problems + error.diagnostics)
    }
  }

  private static func wrongKind(_ document: Document) -> DomainDiagnostic {
    DomainDiagnostic(
      .registry, "expected PolicyDomain got \(document.kind.value)", at: document.kind.position,
      remedy: "write `kind: PolicyDomain`")
  }

  private static func wrongVersion(_ document: Document) -> DomainDiagnostic {
    let known = APIVersion.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    return DomainDiagnostic(
      .registry, "unsupported PolicyDomain API Version \(document.apiVersion.value)",
      at: document.apiVersion.position, remedy: "write one of \(known)")
  }

  private func finished(_ domain: Domain, _ document: Document, _ texts: RegoTexts) -> Domain {
    var domain = domain
    domain.digest = Fingerprint.of([document.bytes] + texts.included)
    domain.warnings += document.reader.warnings
    document.reader.arena.freeze()
    return domain
  }
}
