// Unsafe: reads arguments in place.

internal import Rego

/// `crypto.x509.*` and `crypto.parse_private_keys`.
enum X509Builtins {
  static let all: [Builtin] = [
    Builtin("crypto.x509.parse_certificates", 1) { (context, arguments) throws(BuiltinError) in
      let certificates = try certificates(try bytes(arguments, 0))
      return try documents(certificates, context, hasURIStrings: true)
    },
    Builtin("crypto.x509.parse_and_verify_certificates", 1) { (context, arguments) throws(BuiltinError) in
      let text = try bytes(arguments, 0)
      guard let certificates = try? certificates(text) else { return refusal(context) }
      let verifier = ChainVerifier(now: context.nowNanoseconds)
      return try verified(certificates, verifier, context, hasURIStrings: true)
    },
    Builtin("crypto.x509.parse_and_verify_certificates_with_options", 2) {
      (context, arguments) throws(BuiltinError) in
      let text = try bytes(arguments, 0)
      guard arguments[1].tag == .object else { throw .operandType(2, expected: .object, got: arguments[1].kind) }
      guard let certificates = try? certificates(text) else { return refusal(context) }
      let verifier = try ChainVerifier(options: arguments[1], now: context.nowNanoseconds)
      return try verified(certificates, verifier, context, hasURIStrings: false)
    },
    Builtin("crypto.x509.parse_certificate_request", 1) { (context, arguments) throws(BuiltinError) in
      var text = try bytes(arguments, 0)
      if !text.starts(with: "-----BEGIN CERTIFICATE REQUEST-----".utf8) { text = try Base64Text.decoded(text) }
      if let (block, _) = PEMBlock.next(in: text[...]) {
        guard block.label == "CERTIFICATE REQUEST" else {
          throw .failed("invalid PEM-encoded certificate signing request")
        }
        text = block.bytes
      }
      return try CertificateRequest(text).document(DocumentWriter(context.arena))
    },
    Builtin("crypto.x509.parse_keypair", 2) { (context, arguments) throws(BuiltinError) in
      let pair = try KeyPair(certificate: try bytes(arguments, 0), key: try bytes(arguments, 1))
      return try pair.document(DocumentWriter(context.arena))
    },
    Builtin("crypto.x509.parse_rsa_private_key", 1) { (context, arguments) throws(BuiltinError) in
      var text = try bytes(arguments, 0)
      if text.isEmpty { throw .failed("input PEM data was empty") }
      if !text.starts(with: "-----BEGIN".utf8) { text = try Base64Text.decoded(text) }
      let keys = try PrivateKey.all(in: Base64Text.decode(text) ?? text)
      return try keys.first?.jsonWebKey(DocumentWriter(context.arena)) ?? .null
    },
    Builtin("crypto.parse_private_keys", 1) { (context, arguments) throws(BuiltinError) in
      let text = try bytes(arguments, 0)
      if text.isEmpty { return .null }
      let output = DocumentWriter(context.arena)
      var documents: [Value] = []
      for key in try PrivateKey.all(in: Base64Text.decode(text) ?? text) { documents.append(try key.document(output)) }
      return output.array(documents)
    },
  ]

  private static func bytes(_ arguments: UnsafePointer<Value>, _ index: Int) throws(BuiltinError) -> [UInt8] {
    guard arguments[index].tag == .string else {
      throw .operandType(index + 1, expected: .string, got: arguments[index].kind)
    }
    return Array(arguments[index].utf8)
  }

  /// The certificates of PEM, of PEM in Base64 or of DER in Base64.
  private static func certificates(_ text: [UInt8]) throws(BuiltinError) -> [Certificate] {
    let begin = "-----BEGIN".utf8
    if text.starts(with: begin) { return try certificates(pem: text) }
    let decoded = try Base64Text.decoded(text)
    return decoded.starts(with: begin) ? try certificates(pem: decoded) : try Certificate.all(decoded)
  }

  private static func certificates(pem: [UInt8]) throws(BuiltinError) -> [Certificate] {
    var der: [UInt8] = []
    for block in PEMBlock.all(in: pem[...]) {
      guard block.label == "CERTIFICATE" else {
        throw .failed("PEM block type is '\(block.label)', expected CERTIFICATE")
      }
      der += block.bytes
    }
    return try Certificate.all(der)
  }

  private static func documents(
    _ certificates: [Certificate], _ context: BuiltinContext, hasURIStrings: Bool
  ) throws(BuiltinError) -> Value {
    let output = DocumentWriter(context.arena)
    var documents: [Value] = []
    for certificate in certificates {
      documents.append(try certificate.document(output, hasURIStrings: hasURIStrings))
    }
    return output.array(documents)
  }

  /// `[true, chain]`, or `[false, []]` when there is no chain.
  private static func verified(
    _ certificates: [Certificate], _ verifier: ChainVerifier, _ context: BuiltinContext, hasURIStrings: Bool
  ) throws(BuiltinError) -> Value {
    guard let chain = verifier.chain(certificates) else { return refusal(context) }
    return context.arena.array([.true, try documents(chain, context, hasURIStrings: hasURIStrings)])
  }

  private static func refusal(_ context: BuiltinContext) -> Value {
    context.arena.array([.false, context.arena.array([Value]())])
  }
}

extension ChainVerifier {
  private static let usageNames: [String: Int] = [
    "KeyUsageAny": 0, "KeyUsageServerAuth": 1, "KeyUsageClientAuth": 2, "KeyUsageCodeSigning": 3,
    "KeyUsageEmailProtection": 4, "KeyUsageIPSECEndSystem": 5, "KeyUsageIPSECTunnel": 6, "KeyUsageIPSECUser": 7,
    "KeyUsageTimeStamping": 8, "KeyUsageOCSPSigning": 9, "KeyUsageMicrosoftServerGatedCrypto": 10,
    "KeyUsageNetscapeServerGatedCrypto": 11, "KeyUsageMicrosoftCommercialCodeSigning": 12,
    "KeyUsageMicrosoftKernelCodeSigning": 13,
  ]

  /// From the options of a policy, an object.
  init(options: Value, now: Int64) throws(BuiltinError) {
    self.init(now: now)
    for entry in options.sortedEntries {
      guard let name = entry.key.string else { continue }
      switch name {
      case "DNSName":
        guard let host = entry.value.string else { throw .failed("'DNSName' should be a string") }
        hostName = ChainVerifier.withoutQuotes(host)
      case "CurrentTime":
        guard entry.value.isNumber else { throw .failed("'CurrentTime' should be a number") }
        guard let time = entry.value.integer else { throw .failed("'CurrentTime' should be a valid int64 number") }
        // Zero is no special time to Go here: it is 1970.
        self.now = time
      case "MaxConstraintComparisons":
        guard entry.value.isNumber else { throw .failed("'MaxConstraintComparisons' should be a number") }
        // Taken and, as by the reference's library, of no consequence: the work is bounded anyway.
        guard entry.value.integer != nil else {
          throw .failed("'MaxConstraintComparisons' should be a valid number")
        }
      case "KeyUsages": usages = try ChainVerifier.usages(entry.value)
      default: throw .failed("invalid key option")
      }
    }
  }

  private static func usages(_ value: Value) throws(BuiltinError) -> [Int] {
    guard value.tag == .array || value.tag == .set else { throw .failed("'KeyUsages' should be an Array or Set") }
    var usages: [Int] = []
    var unknown: [String] = []
    for name in value.items.compactMap(\.string) {
      let bare = withoutQuotes(name)
      if let usage = usageNames[bare] { usages.append(usage) } else { unknown.append(bare) }
    }
    if !unknown.isEmpty {
      throw .failed("invalid entries for 'KeyUsages' found: [\(unknown.joined(separator: " "))]")
    }
    return usages
  }

  private static func withoutQuotes(_ text: String) -> String {
    var text = text[...]
    while text.first == "\"" { text = text.dropFirst() }
    while text.last == "\"" { text = text.dropLast() }
    return String(text)
  }
}
