internal import Crypto
internal import Rego

/// A request that is signed for Amazon Web Services (Signature Version 4, by a header).
struct SignedRequest {
  private let request: Value
  private let method: String
  private let url: URLParts
  private let headers: [(name: String, value: String)]
  /// The hash of the body, or a word that says that it is not signed.
  private let bodyHash: String

  private static let members: Set<String> = [
    "method", "url", "body", "enable_redirect", "force_json_decode", "force_yaml_decode", "headers", "raw_body",
    "tls_use_system_certs", "tls_ca_cert", "tls_ca_cert_file", "tls_ca_cert_env_variable", "tls_client_cert",
    "tls_client_cert_file", "tls_client_cert_env_variable", "tls_client_key", "tls_client_key_file",
    "tls_client_key_env_variable", "tls_insecure_skip_verify", "tls_server_name", "timeout", "cache", "force_cache",
    "force_cache_duration_seconds", "raise_error", "caching_mode", "max_retry_attempts", "cache_ignored_headers",
  ]
  /// Headers that proxies change.
  private static let unsigned: Set<String> = ["authorization", "user-agent", "x-amzn-trace-id"]

  init(_ request: Value, _ configuration: Value) throws(BuiltinError) {
    self.request = request
    let unknown = request.pairs.map { $0.key.string ?? JSONWriter.string($0.key) }
      .filter { !SignedRequest.members.contains($0) }
    if !unknown.isEmpty { throw .type("operand 1 invalid request parameters(s): \(AWSBuiltins.set(unknown))") }
    let missing = ["method", "url"].filter { request[$0].isUndefined }
    if !missing.isEmpty {
      throw .type("operand 1 missing required request parameters(s): \(AWSBuiltins.set(missing))")
    }
    let headers = request["headers"]
    guard headers.isUndefined || headers.tag == .object else {
      throw .operandType(0, expected: .object, got: headers.kind)
    }
    let invalid = ["method", "url"].filter { request[$0].kind != .string }
    if !invalid.isEmpty {
      throw .type("operand 1 invalid values for required request parameters(s): \(AWSBuiltins.set(invalid))")
    }
    method = request["method"].string ?? ""
    let text = request["url"].string ?? ""
    do throws(URLParts.ParseError) { url = try URLParts(text) } catch {
      throw .failed(error.message)
    }
    self.headers = headers.isUndefined ? [] : headers.pairs.map { ($0.key.string ?? "", $0.value.string ?? "") }
    let flag = configuration["disable_payload_signing"]
    guard flag.isUndefined || flag.kind == .boolean else {
      throw .type("operand 2 invalid value for 'disable_payload_signing' in AWS config")
    }
    bodyHash = flag.boolean == true ? "UNSIGNED-PAYLOAD" : SignedRequest.hash(SignedRequest.body(of: request))
  }

  private static func body(of request: Value) -> String {
    let raw = request["raw_body"]
    if !raw.isUndefined { return raw.string ?? "" }
    let body = request["body"]
    return body.isUndefined ? "" : JSONWriter.string(body, escaping: .html)
  }

  private static func hash(_ text: String) -> String { hex(SHA256.hash(data: Array(text.utf8))) }

  private static func hex(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The request with the headers that sign it.
  func signed(by credentials: AWSCredentials, at nanoseconds: Int64, _ arena: Arena) -> Value {
    let (date, time) = SignedRequest.stamp(nanoseconds)
    var own = [("host", url.host), ("x-amz-date", time)]
    if ["s3", "glacier"].contains(credentials.service) { own.append(("x-amz-content-sha256", bodyHash)) }
    if !credentials.sessionToken.isEmpty { own.append(("x-amz-security-token", credentials.sessionToken)) }

    var toSign = Dictionary(uniqueKeysWithValues: own)
    for (name, value) in headers where !SignedRequest.unsigned.contains(name.lowercased()) {
      toSign[name.lowercased()] = value
    }
    let names = toSign.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    let list = names.joined(separator: ";")
    let canonical =
      "\(method)\n\(url.escapedPath)\n\(url.query)\n" + names.map { "\($0):\(toSign[$0] ?? "")\n" }.joined()
      + "\n\(list)\n\(bodyHash)"
    let scope = "\(date)/\(credentials.region)/\(credentials.service)/aws4_request"
    let text = "AWS4-HMAC-SHA256\n\(time)\n\(scope)\n\(SignedRequest.hash(canonical))"
    let signature = SignedRequest.hex(SignedRequest.code(text, SignedRequest.key(credentials, date)))

    var signedHeaders = ObjectBuilder(arena, capacity: headers.count + own.count + 1)
    for (name, value) in headers { signedHeaders.set(name, arena.string(value)) }
    signedHeaders.set(
      "Authorization" as StaticString,
      arena.string(
        "AWS4-HMAC-SHA256 Credential=\(credentials.accessKey)/\(scope),SignedHeaders=\(list),Signature=\(signature)"))
    for (name, value) in own { signedHeaders.set(name, arena.string(value)) }
    var result = ObjectBuilder(arena, capacity: request.count + 1)
    for (key, value) in request.pairs { result.set(key, value) }
    result.set("headers" as StaticString, signedHeaders.finish())
    return result.finish()
  }

  private static func code(_ text: String, _ key: SymmetricKey) -> HMAC<SHA256>.MAC {
    HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
  }

  /// The key for one day, region and service.
  private static func key(_ credentials: AWSCredentials, _ date: String) -> SymmetricKey {
    let secret = SymmetricKey(data: Array("AWS4\(credentials.secretKey)".utf8))
    return [date, credentials.region, credentials.service, "aws4_request"].reduce(secret) { key, text in
      SymmetricKey(data: code(text, key))
    }
  }

  /// The day, and the time to the second.
  private static func stamp(_ nanoseconds: Int64) -> (date: String, time: String) {
    let now = CivilTime(utcNanoseconds: nanoseconds)
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    let date = "\(now.year)\(padded(now.month))\(padded(now.day))"
    return (date, "\(date)T\(padded(now.hour))\(padded(now.minute))\(padded(now.second))Z")
  }
}
