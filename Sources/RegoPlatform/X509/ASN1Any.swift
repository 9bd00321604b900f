internal import Rego

/// The value of an attribute, which may be of any type.
enum ASN1Any {
  case text(String)
  case integer(Int64)
  case bits(BitString)
  case octets(ArraySlice<UInt8>)
  case identifier(ASN1Identifier)
  case time(CertificateTime)
  case boolean(Bool)
  case null
  case other(DERReader.Element)

  /// Reads the next element.
  init(_ reader: inout DERReader) throws(BuiltinError) {
    var ahead = reader
    guard let element = reader.element() else { throw .failed("invalid ASN.1 element") }
    switch element.tag {
    case DERReader.Tag.integer:
      guard let value = ahead.int64() else { throw .failed("invalid ASN.1 integer") }
      self = .integer(value)
    case DERReader.Tag.bitString:
      guard let value = ahead.bits() else { throw .failed("invalid ASN.1 BIT STRING") }
      self = .bits(value)
    case DERReader.Tag.octetString: self = .octets(element.content)
    case DERReader.Tag.oid:
      guard let value = ahead.oid() else { throw .failed("invalid ASN.1 OBJECT IDENTIFIER") }
      self = .identifier(value)
    case DERReader.Tag.utcTime, DERReader.Tag.generalizedTime: self = .time(try CertificateTime(&ahead))
    case DERReader.Tag.boolean:
      guard let value = ahead.boolean() else { throw .failed("invalid ASN.1 BOOLEAN") }
      self = .boolean(value)
    case DERReader.Tag.null: self = .null
    default:
      if let text = try ASN1Any.text(element) { self = .text(text) } else { self = .other(element) }
    }
  }

  /// The text of a string type; nil for other types.
  private static func text(_ element: DERReader.Element) throws(BuiltinError) -> String? {
    let bytes = element.content
    switch element.tag {
    case DERReader.Tag.t61String:
      // Read as Latin-1, which nearly all of it is.
      return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    case DERReader.Tag.printableString:
      guard bytes.allSatisfy(isPrintable) else { throw .failed("invalid PrintableString") }
    case DERReader.Tag.utf8String:
      guard let text = String(validating: bytes, as: UTF8.self) else { throw .failed("invalid UTF-8 string") }
      return text
    case DERReader.Tag.ia5String:
      guard bytes.allSatisfy({ $0 < 0x80 }) else { throw .failed("invalid IA5String") }
    case DERReader.Tag.numericString:
      guard bytes.allSatisfy({ 0x30...0x39 ~= $0 || $0 == 0x20 }) else { throw .failed("invalid NumericString") }
    case DERReader.Tag.bmpString: return try basicPlane(bytes)
    default: return nil
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The characters of a PrintableString, and `*` and `&`, which certificates have all the same.
  private static func isPrintable(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "'")...UInt8(ascii: ")"),
      UInt8(ascii: "+")...UInt8(ascii: ":"), UInt8(ascii: " "), UInt8(ascii: "="), UInt8(ascii: "?"),
      UInt8(ascii: "*"), UInt8(ascii: "&"):
      true
    default: false
    }
  }

  private static func basicPlane(_ bytes: ArraySlice<UInt8>) throws(BuiltinError) -> String {
    guard bytes.count % 2 == 0 else { throw .failed("invalid BMPString") }
    var bytes = bytes
    if bytes.suffix(2).elementsEqual([0, 0]) { bytes.removeLast(2) }
    var text = String.UnicodeScalarView()
    for index in stride(from: bytes.startIndex, to: bytes.endIndex, by: 2) {
      let unit = UInt32(bytes[index]) << 8 | UInt32(bytes[index + 1])
      guard unit < 0xFFFE, !(0xFDD0...0xFDEF ~= unit), let scalar = Unicode.Scalar(unit) else {
        throw .failed("invalid BMPString")
      }
      text.append(scalar)
    }
    return String(text)
  }

  func document(_ output: DocumentWriter) -> Value {
    switch self {
    case .text(let text): output.string(text)
    case .integer(let value): Value(value)
    case .bits(let bits):
      output.object([("Bytes", output.base64(bits.bytes)), ("BitLength", Value(bits.count))])
    case .octets(let bytes): output.base64(bytes)
    case .identifier(let identifier): output.identifier(identifier)
    case .time(let time): output.string(time.text)
    case .boolean(let flag): Value(flag)
    case .null: .null
    case .other(let element):
      output.object([
        ("Class", Value(Int(element.tag >> 6))), ("Tag", Value(Int(element.tag & 0x1F))),
        ("IsCompound", Value(element.tag & 0x20 != 0)), ("Bytes", output.base64(element.content)),
        ("FullBytes", output.base64(element.whole)),
      ])
    }
  }
}
