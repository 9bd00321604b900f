internal import CryptoExtras
internal import Rego

/// The numbers of an RSA private key (PKCS #1), big-endian without leading zeros.
struct RSAPrivateNumbers {
  let modulus: [UInt8]
  let exponent: Int64
  let secretExponent: [UInt8]
  let primes: [[UInt8]]
  /// `d mod (p - 1)`, `d mod (q - 1)` and the inverse of `q` modulo `p`.
  let precomputed: [[UInt8]]

  /// - Parameter isChecked: whether the numbers must belong together. Keys of less than 1,024 bits, with which nothing
  ///   can be signed, are not checked.
  init(_ der: [UInt8], isChecked: Bool = true) throws(BuiltinError) {
    let malformed = BuiltinError.failed("asn1: structure error: malformed private key")
    var outer = DERReader(der)
    guard var reader = outer.inside(DERReader.Tag.sequence) else { throw malformed }
    guard outer.isEmpty else { throw .failed("asn1: syntax error: trailing data") }
    guard let version = reader.int64(), let modulus = reader.integer(), let exponent = reader.int64() else {
      throw malformed
    }
    var numbers: [[UInt8]] = []
    for _ in 0..<6 {
      guard let number = reader.integer() else { throw malformed }
      guard number.first.map({ $0 & 0x80 == 0 }) == true, number.contains(where: { $0 != 0 }) else {
        throw .failed("x509: private key contains zero or negative value")
      }
      numbers.append(Array(number.drop { $0 == 0 }))
    }
    guard version <= 1 else { throw .failed("x509: unsupported private key version") }
    guard modulus.first.map({ $0 & 0x80 == 0 }) == true, modulus.contains(where: { $0 != 0 }) else {
      throw .failed("x509: private key contains zero or negative value")
    }
    self.modulus = Array(modulus.drop { $0 == 0 })
    self.exponent = exponent
    secretExponent = numbers[0]
    primes = Array(numbers[1...2])
    precomputed = Array(numbers[3...5])
    guard isChecked else { return }
    guard self.modulus.count <= DecimalMagnitude.bytesMax, numbers.allSatisfy({ $0.count <= self.modulus.count }) else {
      throw .failed("x509: key of more than \(DecimalMagnitude.bytesMax * 8) bits, or of numbers longer than that")
    }
    guard version == 0 else { throw .failed("x509: keys of more than two primes are not supported") }
    if self.modulus.count >= 128, !RSAPrivateNumbers.isConsistent(der) {
      throw .failed("crypto/rsa: invalid private key")
    }
  }

  private static func isConsistent(_ der: [UInt8]) -> Bool {
    let body = String(decoding: Base64Text.encode(der), as: UTF8.self)
    let pem = "-----BEGIN RSA PRIVATE KEY-----\n\(body)\n-----END RSA PRIVATE KEY-----\n"
    return (try? _RSA.Signing.PrivateKey(unsafePEMRepresentation: pem)) != nil
  }

  /// The public exponent's bytes.
  var exponentBytes: [UInt8] {
    withUnsafeBytes(of: exponent.bigEndian) { Array($0.drop { $0 == 0 }) }
  }
}
