import Rego
import Yams

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

  /// What a document says it is, read before anything else.
  struct Header {
    var kind: Positioned<String>
    var apiVersion: Positioned<String>

    static let domainKind = "PolicyDomain"
    static let referenceKind = "PolicyDomainReference"
    var isReference: Bool { kind.value == Self.referenceKind }
  }

  /// The document in `bytes`.
  /// - Throws: everything that is wrong with it.
  public func parse(_ bytes: [UInt8]) throws(DomainError) -> Domain {
    let (reader, root) = try compose(bytes)
    var fields = reader.fields(root, "a PolicyDomain")
    let header = try header(&fields, reader)
    guard header.kind.value == Header.domainKind || header.isReference else {
      throw DomainError(Self.wrongKind(header))
    }
    guard let version = APIVersion(rawValue: header.apiVersion.value) else {
      throw DomainError(Self.wrongVersion(header))
    }
    var sections = SectionParser(
      reader: reader, features: version.features,
      texts: RegoTexts(reader: reader, isReference: header.isReference, readFile: readFile))
    let domain = try sections.domain(&fields, version: version)
    guard reader.problems.isEmpty else { throw DomainError(reader.problems) }
    return finished(domain, reader, bytes, sections.texts)
  }

  /// Everything that can be told about the document in `bytes`, be it broken: what lint works on.
  ///
  /// A document of an unknown version is read as one of the newest; one of another kind is not read.
  public func read(_ bytes: [UInt8]) -> DomainReading {
    let (reader, root, further): (YAMLReader, Node?, SourcePosition?)
    do throws(DomainError) {
      let source = try YAMLSource(file: file, bytes: bytes)
      (root, further) = try YAMLComposer(source: source).firstOfDocuments()
      reader = YAMLReader(source)
    } catch {
      return DomainReading(isYAML: false, problems: error.diagnostics)
    }
    var fields = reader.fields(root, "a PolicyDomain")
    do throws(DomainError) {
      var reading = readDomain(try header(&fields, reader), &fields, reader, bytes)
      reading.furtherDocument = further
      return reading
    } catch {
      return DomainReading(problems: error.diagnostics)
    }
  }

  private func readDomain(
    _ header: Header, _ fields: inout YAMLFields, _ reader: YAMLReader, _ bytes: [UInt8]
  ) -> DomainReading {
    let isDomain = header.kind.value == Header.domainKind || header.isReference
    if !isDomain { reader.report(Self.wrongKind(header)) }
    guard isDomain || header.kind.value.isEmpty else { return DomainReading(problems: reader.problems) }
    let version = APIVersion(rawValue: header.apiVersion.value)
    if version == nil { reader.report(Self.wrongVersion(header)) }
    var sections = SectionParser(
      reader: reader, features: (version ?? .v1beta1).features,
      texts: RegoTexts(reader: reader, isReference: header.isReference, readFile: readFile))
    let domain: Domain
    do throws(DomainError) { domain = try sections.domain(&fields, version: version ?? .v1beta1) } catch {
      return DomainReading(problems: reader.problems + error.diagnostics)
    }
    return DomainReading(
      domain: finished(domain, reader, bytes, sections.texts), apiVersion: header.apiVersion,
      isReference: header.isReference, problems: reader.problems)
  }

  private static func wrongKind(_ header: Header) -> DomainDiagnostic {
    DomainDiagnostic(
      .registry, "expected PolicyDomain got \(header.kind.value)", at: header.kind.position,
      remedy: "write `kind: PolicyDomain`")
  }

  private static func wrongVersion(_ header: Header) -> DomainDiagnostic {
    let known = APIVersion.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    return DomainDiagnostic(
      .registry, "unsupported PolicyDomain API Version \(header.apiVersion.value)",
      at: header.apiVersion.position, remedy: "write one of \(known)")
  }

  /// Whether the document is a PolicyDomainReference. Reads no further than the YAML.
  func isReference(_ bytes: [UInt8]) throws(DomainError) -> Bool {
    let (reader, root) = try compose(bytes)
    var fields = reader.fields(root, "a PolicyDomain")
    return try header(&fields, reader).isReference
  }

  private func compose(_ bytes: [UInt8]) throws(DomainError) -> (YAMLReader, Node?) {
    let source = try YAMLSource(file: file, bytes: bytes)
    return (YAMLReader(source), try YAMLComposer(source: source).firstDocument())
  }

  private func header(_ fields: inout YAMLFields, _ reader: YAMLReader) throws(DomainError) -> Header {
    let kind = fields.take("kind").map { reader.string($0, "`kind`") }
    let apiVersion = fields.take("apiVersion").map { reader.string($0, "`apiVersion`") }
    guard reader.problems.isEmpty else { throw DomainError(reader.problems) }
    return Header(
      kind: kind ?? Positioned("", at: fields.position),
      apiVersion: apiVersion ?? Positioned("", at: fields.position))
  }

  private func finished(_ domain: Domain, _ reader: YAMLReader, _ bytes: [UInt8], _ texts: RegoTexts) -> Domain {
    var domain = domain
    domain.digest = Fingerprint.of([bytes] + texts.included)
    domain.warnings += reader.warnings
    reader.arena.freeze()
    return domain
  }
}
