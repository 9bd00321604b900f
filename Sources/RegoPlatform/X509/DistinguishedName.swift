internal import Rego

/// The name of a subject or an issuer.
struct DistinguishedName {
  struct Attribute {
    let type: ASN1Identifier
    let value: ASN1Any
  }

  let attributes: [Attribute]

  /// Reads the name, a sequence of sets of attributes.
  init(_ raw: ArraySlice<UInt8>) throws(BuiltinError) {
    var outer = DERReader(raw)
    guard var sequence = outer.inside(DERReader.Tag.sequence) else { throw .failed("x509: invalid RDNSequence") }
    var attributes: [Attribute] = []
    while !sequence.isEmpty {
      guard var set = sequence.inside(DERReader.Tag.set) else { throw .failed("x509: invalid RDNSequence") }
      while !set.isEmpty {
        guard var pair = set.inside(DERReader.Tag.sequence) else {
          throw .failed("x509: invalid RDNSequence: invalid attribute")
        }
        guard let type = pair.oid() else { throw .failed("x509: invalid RDNSequence: invalid attribute type") }
        do throws(BuiltinError) {
          attributes.append(Attribute(type: type, value: try ASN1Any(&pair)))
        } catch {
          guard case .failed(let text) = error else { throw error }
          throw .failed("x509: invalid RDNSequence: invalid attribute value: \(text)")
        }
      }
    }
    self.attributes = attributes
  }

  /// The texts of one attribute type below 2.5.4.
  func texts(_ type: Int) -> [String] {
    attributes.compactMap { attribute in
      guard attribute.type.isArcs([2, 5, 4, type]), case .text(let text) = attribute.value else { return nil }
      return text
    }
  }

  var commonName: String { texts(3).last ?? "" }

  /// The document that Go's `pkix.Name` is.
  func document(_ output: DocumentWriter) -> Value {
    func list(_ type: Int) -> Value {
      let found = texts(type)
      return found.isEmpty ? .null : output.strings(found)
    }
    let names = attributes.map { attribute in
      output.object([("Type", output.identifier(attribute.type)), ("Value", attribute.value.document(output))])
    }
    return output.object([
      ("Country", list(6)), ("Organization", list(10)), ("OrganizationalUnit", list(11)), ("Locality", list(7)),
      ("Province", list(8)), ("StreetAddress", list(9)), ("PostalCode", list(17)),
      ("SerialNumber", output.string(texts(5).last ?? "")), ("CommonName", output.string(commonName)),
      ("Names", names.isEmpty ? .null : output.array(names)), ("ExtraNames", .null),
    ])
  }
}
