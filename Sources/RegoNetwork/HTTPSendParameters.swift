internal import Rego

/// The request object of `http.send`, checked in the order in which the reference checks it.
struct HTTPSendParameters {
  private(set) var request = NetworkRequest()
  private(set) var forcesJSON = false
  private(set) var forcesYAML = false

  private static let required: Set<String> = ["method", "url"]
  private static let known: Set<String> = required.union([
    "body", "raw_body", "headers", "enable_redirect", "force_json_decode", "force_yaml_decode", "timeout",
    "tls_use_system_certs", "tls_ca_cert", "tls_ca_cert_file", "tls_ca_cert_env_variable", "tls_client_cert",
    "tls_client_cert_file", "tls_client_cert_env_variable", "tls_client_key", "tls_client_key_file",
    "tls_client_key_env_variable", "tls_insecure_skip_verify", "tls_server_name", "cache", "force_cache",
    "force_cache_duration_seconds", "caching_mode", "raise_error", "max_retry_attempts", "cache_ignored_headers",
  ])

  /// Every parameter is known, and none is missing that must be there.
  static func checkNames(_ operand: Value) throws(HTTPSendFailure) {
    let keys = operand.pairs.map(\.key)
    let unknown = keys.filter { !known.contains($0.string ?? "") || $0.kind != .string }
    if !unknown.isEmpty {
      let names = unknown.map(TermText.string).joined(separator: ", ")
      throw .call(.type("operand 1 invalid request parameters(s): {\(names)}"))
    }
    let missing = required.subtracting(keys.compactMap(\.string)).sorted()
    if !missing.isEmpty {
      let names = missing.map { "\"\($0)\"" }.joined(separator: ", ")
      throw .call(.type("operand 1 missing required request parameters(s): {\(names)}"))
    }
  }

  /// What tells requests apart: the operand without the headers that do not count.
  static func cacheKey(_ operand: Value, _ arena: Arena) throws(HTTPSendFailure) -> Value {
    let ignored = operand["cache_ignored_headers"]
    var key = ObjectBuilder(arena)
    for (name, value) in operand.pairs { key.set(name, value) }
    key.set("cache_ignored_headers", .null)
    if ignored.kind != .undefined, ignored.kind != .null {
      guard ignored.kind == .array, ignored.items.allSatisfy({ $0.kind == .string }) else {
        throw .plain("invalid value for \"cache_ignored_headers\" field")
      }
      let names = Set(ignored.items.compactMap(\.string))
      var kept = ObjectBuilder(arena)
      for (name, value) in operand["headers"].pairs where !names.contains(name.string ?? "") { kept.set(name, value) }
      if operand["headers"].kind == .object { key.set("headers", kept.finish()) }
    }
    return key.finish()
  }

  init(_ operand: Value, cacheKey: Value, _ context: BuiltinContext) throws(HTTPSendFailure) {
    request.nowNanoseconds = context.nowNanoseconds
    request.allowedHosts = context.allowedHosts
    do throws(BuiltinError) {
      try readCaching(operand)
      forcesJSON = try Self.flag(operand, "force_json_decode")
      forcesYAML = try Self.flag(operand, "force_yaml_decode")
      for (key, value) in operand.pairs { try read(key.string ?? "", value) }
    } catch { throw .call(error) }
    if request.method.isEmpty { request.method = "GET" }
    try readRetries(operand["max_retry_attempts"])
    if request.caching != .none { request.cacheKey = TermText.string(cacheKey) }
  }

  // MARK: Parameters beyond the request itself

  private mutating func readCaching(_ operand: Value) throws(BuiltinError) {
    let isCached = try Self.flag(operand, "cache")
    if try Self.flag(operand, "force_cache") {
      let duration = operand["force_cache_duration_seconds"]
      if duration.isUndefined {
        throw .failed("'force_cache' set but 'force_cache_duration_seconds' parameter is missing")
      }
      let text = TermText.string(duration)
      guard let seconds = Int32(text) else {
        let reason = Int64(text) == nil ? "invalid syntax" : "value out of range"
        throw .failed("strconv.ParseInt: parsing \(Self.quoted(text)): \(reason)")
      }
      // The reference takes no duration for the rules of the headers.
      request.caching = seconds > 0 ? .forced(seconds: Int64(seconds)) : .standard
    } else if isCached {
      request.caching = .standard
    }
    // How a response is kept makes no difference to what comes back; an unknown way keeps nothing.
    let mode = operand["caching_mode"]
    if !mode.isUndefined, mode.string != "serialized", mode.string != "deserialized" { request.caching = .none }
  }

  private mutating func readRetries(_ value: Value) throws(HTTPSendFailure) {
    if value.isUndefined { return }
    guard value.kind == .number, let count = value.integer, count >= 0 else {
      throw .plain("invalid value \(TermText.string(value)) for field \"max_retry_attempts\"")
    }
    request.retriesMax = Int(count)
  }

  private static func flag(_ operand: Value, _ name: String) throws(BuiltinError) -> Bool {
    let value = operand[name]
    guard value.isUndefined || value.boolean != nil else { throw .failed("invalid value for \"\(name)\" field") }
    return value.boolean ?? false
  }

  // MARK: The request

  private mutating func read(_ name: String, _ value: Value) throws(BuiltinError) {
    switch name {
    case "method": request.method = try Self.text(name, value).uppercased()
    case "url": request.url = try Self.text(name, value)
    case "raw_body": request.body = Array(try Self.text(name, value).utf8)
    case "tls_ca_cert":
      // Certificates often come through places that keep line ends as `\n`.
      request.tls.authority.text = try Self.text(name, value).replacing("\\n", with: "\n")
    case "tls_ca_cert_file": request.tls.authority.file = try Self.text(name, value)
    case "tls_ca_cert_env_variable": request.tls.authority.environmentVariable = try Self.text(name, value)
    case "tls_client_cert": request.tls.clientCertificate.text = try Self.text(name, value)
    case "tls_client_cert_file": request.tls.clientCertificate.file = try Self.text(name, value)
    case "tls_client_cert_env_variable":
      request.tls.clientCertificate.environmentVariable = try Self.text(name, value)
    case "tls_client_key": request.tls.clientKey.text = try Self.text(name, value)
    case "tls_client_key_file": request.tls.clientKey.file = try Self.text(name, value)
    case "tls_client_key_env_variable": request.tls.clientKey.environmentVariable = try Self.text(name, value)
    case "tls_server_name": request.tls.serverName = try Self.text(name, value)
    case "enable_redirect": request.followsRedirects = try Self.parsedFlag(value)
    case "tls_use_system_certs": request.tls.usesSystemAuthorities = try Self.parsedFlag(value)
    case "tls_insecure_skip_verify": request.tls.skipsVerification = try Self.parsedFlag(value)
    // Names come in their order, so a raw body overrides this one.
    case "body": request.body = Array(JSONWriter.string(value, escaping: .html).utf8)
    case "headers": try readHeaders(value)
    case "timeout": request.timeoutNanoseconds = try Self.timeout(value)
    default: return
    }
  }

  private static func text(_ name: String, _ value: Value) throws(BuiltinError) -> String {
    guard let text = value.string else { throw .failed("\"\(name)\" must be a string") }
    var part = text[...]
    while part.first == "\"" { part.removeFirst() }
    while part.last == "\"" { part.removeLast() }
    return String(part)
  }

  private static func parsedFlag(_ value: Value) throws(BuiltinError) -> Bool {
    let text = TermText.string(value)
    switch text {
    case "true", "1": return true
    case "false", "0": return false
    default: throw .failed("strconv.ParseBool: parsing \(quoted(text)): invalid syntax")
    }
  }

  private mutating func readHeaders(_ value: Value) throws(BuiltinError) {
    guard value.kind == .object else { throw .failed("invalid type for headers key") }
    for (key, value) in value.pairs {
      guard let text = value.string else {
        throw .failed("invalid type for headers value \(Self.quoted(TermText.string(value)))")
      }
      request.headers.append((key.string ?? TermText.string(key), text))
    }
  }

  /// Nil means no bound, as a timeout of nothing does.
  private static func timeout(_ value: Value) throws(BuiltinError) -> Int64? {
    let nanoseconds: Int64
    switch value.kind {
    case .number:
      guard let integer = value.integer else {
        throw .failed("invalid timeout number value \(TermText.string(value)), must be int64")
      }
      nanoseconds = integer
    case .string:
      let text = value.string ?? ""
      if let integer = Int64(text) {
        nanoseconds = integer
      } else {
        do throws(BuiltinError) { nanoseconds = try Times.Duration.parse(value.utf8) } catch {
          guard case .failed(let reason) = error else { throw error }
          throw .failed("invalid timeout value \(TermText.string(value)): \(reason)")
        }
      }
    default: throw .type("operand 1 'timeout' must be one of {string, number} but got \(value.kind.name)")
    }
    return nanoseconds > 0 ? nanoseconds : nil
  }

  private static func quoted(_ text: String) -> String {
    var text = text
    return text.withUTF8 { TermText.quoted($0) }
  }
}
