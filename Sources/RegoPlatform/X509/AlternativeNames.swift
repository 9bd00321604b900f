internal import Rego

/// The names that a subject has beside its distinguished one.
struct AlternativeNames {
  private(set) var dns: [String] = []
  private(set) var emails: [String] = []
  /// 4 or 16 bytes each.
  private(set) var addresses: [[UInt8]] = []
  private(set) var uris: [URLParts] = []

  init() {}

  init(_ extensionValue: ArraySlice<UInt8>) throws(BuiltinError) {
    var outer = DERReader(extensionValue)
    guard var list = outer.inside(DERReader.Tag.sequence) else {
      throw .failed("x509: invalid subject alternative names")
    }
    while !list.isEmpty {
      guard let name = list.element() else { throw .failed("x509: invalid subject alternative name") }
      try read(name)
    }
  }

  private mutating func read(_ name: DERReader.Element) throws(BuiltinError) {
    func text(_ kind: String) throws(BuiltinError) -> String {
      guard name.content.allSatisfy({ $0 < 0x80 }) else { throw .failed("x509: SAN \(kind) is malformed") }
      return String(decoding: name.content, as: UTF8.self)
    }
    switch name.tag {
    case DERReader.Tag.context(1): emails.append(try text("rfc822Name"))
    case DERReader.Tag.context(2): dns.append(try text("dNSName"))
    case DERReader.Tag.context(6): uris.append(try AlternativeNames.uri(try text("uniformResourceIdentifier")))
    case DERReader.Tag.context(7):
      let bytes = Array(name.content)
      guard bytes.count == 4 || bytes.count == 16 else {
        throw .failed("x509: cannot parse IP address of length \(bytes.count)")
      }
      if IPAddress.isMapped(bytes) { throw .failed("x509: SAN iPAddress contains IPv4-mapped IPv6 address") }
      addresses.append(bytes)
    default: break
    }
  }

  private static func uri(_ text: String) throws(BuiltinError) -> URLParts {
    let quoted = text.quoted
    let parts: URLParts
    do throws(URLParts.ParseError) { parts = try URLParts(text) } catch {
      throw .failed("x509: cannot parse URI \(quoted): \(error.message)")
    }
    guard parts.host.isEmpty || DomainName.isValid(parts.host) else {
      throw .failed("x509: cannot parse URI \(quoted): invalid domain")
    }
    return parts
  }

  var isEmpty: Bool { dns.isEmpty && emails.isEmpty && addresses.isEmpty && uris.isEmpty }

  func members(_ output: DocumentWriter) -> [(StaticString, Value)] {
    [
      ("DNSNames", output.strings(dns)), ("EmailAddresses", output.strings(emails)),
      ("IPAddresses", output.strings(addresses.map { IPAddress(bytes: $0).text })),
      ("URIs", output.list(uris.map { $0.document(output) })),
    ]
  }
}
