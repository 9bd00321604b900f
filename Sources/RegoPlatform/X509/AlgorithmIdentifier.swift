internal import Rego

/// Names an algorithm, with its parameters as they were written.
struct AlgorithmIdentifier {
  let algorithm: ASN1Identifier
  let parameters: ArraySlice<UInt8>

  /// From what lies inside the sequence.
  init(inside reader: DERReader) throws(BuiltinError) {
    var reader = reader
    guard let algorithm = reader.oid() else { throw .failed("x509: malformed OID") }
    self.algorithm = algorithm
    if reader.isEmpty {
      parameters = []
    } else {
      guard let element = reader.element() else { throw .failed("x509: malformed parameters") }
      parameters = element.whole
    }
  }

  /// Neither missing nor anything but NULL.
  var hasNullParameters: Bool { parameters.elementsEqual([DERReader.Tag.null, 0]) }
}
