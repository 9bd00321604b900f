internal import Rego

/// The names below which certificates may, or must not, be issued.
struct SubtreeList {
  struct Network {
    /// 4 or 16 bytes each.
    let address: [UInt8]
    let mask: [UInt8]

    func contains(_ other: [UInt8]) -> Bool {
      other.count == address.count
        && zip(zip(address, other), mask).allSatisfy { ($0.0 ^ $0.1) & $1 == 0 }
    }
  }

  private(set) var dns: [String] = []
  private(set) var networks: [Network] = []
  private(set) var emails: [String] = []
  private(set) var uriDomains: [String] = []
  /// Names of other kinds are constrained too.
  private(set) var hasOthers = false

  init() {}

  /// The permitted and the excluded names of the extension.
  static func read(
    _ extensionValue: ArraySlice<UInt8>
  ) throws(BuiltinError) -> (permitted: SubtreeList, excluded: SubtreeList) {
    let message = "x509: invalid NameConstraints extension"
    var outer = DERReader(extensionValue)
    guard var top = outer.inside(DERReader.Tag.sequence), outer.isEmpty else { throw .failed(message) }
    var parts: [ArraySlice<UInt8>] = []
    for number: UInt8 in 0...1 {
      guard top.isNext(DERReader.Tag.constructed(number)) else {
        parts.append([])
        continue
      }
      guard let part = top.content(DERReader.Tag.constructed(number)) else { throw .failed(message) }
      parts.append(part)
    }
    guard top.isEmpty else { throw .failed(message) }
    if parts[0].isEmpty, parts[1].isEmpty { throw .failed("x509: empty name constraints extension") }
    return (try SubtreeList(parts[0]), try SubtreeList(parts[1]))
  }

  private init(_ subtrees: ArraySlice<UInt8>) throws(BuiltinError) {
    var reader = DERReader(subtrees)
    while !reader.isEmpty {
      guard var subtree = reader.inside(DERReader.Tag.sequence), let base = subtree.element() else {
        throw .failed("x509: invalid NameConstraints extension")
      }
      try add(base)
    }
  }

  private mutating func add(_ base: DERReader.Element) throws(BuiltinError) {
    switch base.tag {
    case DERReader.Tag.context(2):
      let domain = try SubtreeList.text(base)
      guard DomainName.isValid(domain, isConstraint: true) else {
        throw .failed("x509: failed to parse dnsName constraint \(domain.quoted)")
      }
      dns.append(domain)
    case DERReader.Tag.context(7): networks.append(try SubtreeList.network(base.content))
    case DERReader.Tag.context(1):
      let text = try SubtreeList.text(base)
      guard text.contains("@") ? Mailbox(text) != nil : DomainName.isValid(text, isConstraint: true) else {
        throw .failed("x509: failed to parse rfc822Name constraint \(text.quoted)")
      }
      emails.append(text)
    case DERReader.Tag.context(6):
      let domain = try SubtreeList.text(base)
      if IPAddress(text: domain) != nil {
        throw .failed("x509: failed to parse URI constraint \(domain.quoted): cannot be IP address")
      }
      guard DomainName.isValid(domain, isConstraint: true) else {
        throw .failed("x509: failed to parse URI constraint \(domain.quoted)")
      }
      uriDomains.append(domain)
    default: hasOthers = true
    }
  }

  private static func text(_ base: DERReader.Element) throws(BuiltinError) -> String {
    let text = String(decoding: base.content, as: UTF8.self)
    guard base.content.allSatisfy({ $0 < 0x80 }) else {
      throw .failed("x509: invalid constraint value: x509: \(text.quoted) cannot be encoded as an IA5String")
    }
    return text
  }

  private static func network(_ content: ArraySlice<UInt8>) throws(BuiltinError) -> Network {
    guard content.count == 8 || content.count == 32 else {
      throw .failed("x509: IP constraint contained value of length \(content.count)")
    }
    let address = Array(content.prefix(content.count / 2))
    let mask = Array(content.suffix(content.count / 2))
    let bits = mask.reduce(0) { $0 + (~$1).leadingZeroBitCount }
    let isPrefix = mask.enumerated().allSatisfy { index, byte in
      byte == UInt8(truncatingIfNeeded: 0xFF00 >> min(max(bits - 8 * index, 0), 8))
    }
    guard isPrefix else {
      let text = mask.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      throw .failed("x509: IP constraint contained invalid mask \(text)")
    }
    if IPAddress.isMapped(address) { throw .failed("x509: IP constraint contained IPv4-mapped IPv6 address") }
    return Network(address: address, mask: mask)
  }

  /// The members of the certificate's document, whose names begin with `prefix`.
  func documents(_ output: DocumentWriter) -> (dns: Value, networks: Value, emails: Value, uris: Value) {
    let ranges = networks.map { network in
      output.object([
        ("IP", output.string(IPAddress(bytes: network.address).text)), ("Mask", output.base64(network.mask)),
      ])
    }
    return (output.strings(dns), output.list(ranges), output.strings(emails), output.strings(uriDomains))
  }
}
