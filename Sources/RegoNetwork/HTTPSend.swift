internal import Rego

/// `http.send(request)`: sends an HTTP request, or takes the response from a cache.
struct HTTPSend: Sendable {
  let readYAML: NetworkBuiltins.YAMLReader

  func call(_ context: BuiltinContext, _ request: Value) throws(BuiltinError) -> Value {
    guard request.kind == .object else { throw .operandType(1, expected: .object, got: request.kind) }
    let flag = request["raise_error"]
    guard flag.isUndefined || flag.boolean != nil else { throw .failed("invalid value for raise_error field") }
    do throws(HTTPSendFailure) {
      return try send(context, request)
    } catch {
      switch error {
      case .call(.limit), .call(.halt), .call(.cancelled), .network(.cancelled): throw raised(error)
      default: if flag.boolean != false { throw raised(error) }
      }
      return errorValue(error, context)
    }
  }

  // MARK: Sending

  private func send(_ context: BuiltinContext, _ operand: Value) throws(HTTPSendFailure) -> Value {
    try HTTPSendParameters.checkNames(operand)
    // Requests that differ in ignored headers alone are one request, within an evaluation and beyond it.
    let key = try HTTPSendParameters.cacheKey(operand, context.arena)
    let isKeyed = !operand["cache_ignored_headers"].isUndefined
    let name = isKeyed ? context.arena.array([context.arena.string("http.send response"), key]) : .undefined
    if isKeyed, case .success(let known) = context.remembered(name) { return known }

    let parameters = try HTTPSendParameters(operand, cacheKey: key, context)
    guard let network = context.network else { throw .call(.failed(NetworkBuiltins.noNetwork)) }
    let response: NetworkResponse
    do throws(NetworkFailure) { response = try network.exchange(parameters.request, context.patience) } catch {
      if case .request(let text) = error { throw .call(.failed(text)) }
      throw .network(error)
    }
    let value = try responseValue(response, parameters, context)
    if isKeyed { context.remember(.success(value), for: name) }
    return value
  }

  // MARK: Responses

  private func responseValue(
    _ response: NetworkResponse, _ parameters: HTTPSendParameters, _ context: BuiltinContext
  ) throws(HTTPSendFailure) -> Value {
    let arena = context.arena
    guard arena.admits(response.body.count) else { throw .call(.limit("memory limit reached")) }
    var values: [String: [Value]] = [:]
    for (name, value) in response.headers { values[name.lowercased(), default: []].append(arena.string(value)) }
    var headers = ObjectBuilder(arena)
    for (name, list) in values { headers.set(name, arena.array(list)) }
    var result = ObjectBuilder(arena)
    result.set("status", arena.string(response.status))
    result.set("status_code", Value(response.statusCode))
    result.set("body", body(response, parameters, arena))
    result.set("raw_body", arena.string(String(decoding: response.body, as: UTF8.self)))
    result.set("headers", headers.finish())
    return result.finish()
  }

  /// The parsed body; null when it is of no kind that is parsed, or is not what it says.
  private func body(_ response: NetworkResponse, _ parameters: HTTPSendParameters, _ arena: Arena) -> Value {
    let type = response.headers.first { $0.name.lowercased() == "content-type" }?.value ?? ""
    if parameters.forcesJSON || MediaType.isJSON(type) {
      return response.body.withUnsafeBufferPointer { (try? JSONReader.read($0, into: arena)) ?? .null }
    }
    if parameters.forcesYAML || MediaType.isYAML(type) { return readYAML(response.body, arena) ?? .null }
    return .null
  }

  // MARK: Errors

  private func raised(_ failure: HTTPSendFailure) -> BuiltinError {
    switch failure {
    case .call(let error): error
    case .plain(let text), .network(.request(let text)), .network(.network(let text)): .failed(text)
    case .network(.timeout(_, let target)): .failed("\(target): request timed out")
    case .network(.cancelled(let text)): .cancelled(text)
    }
  }

  /// The response that stands for an error.
  private func errorValue(_ failure: HTTPSendFailure, _ context: BuiltinContext) -> Value {
    let code: StaticString
    let message: String
    switch failure {
    case .call(let error):
      let (kind, text) = error.report(for: "http.send")
      code = "eval_http_send_internal_error"
      message = "\(Self.start(context.callLocation))\(kind.rawValue): \(text)"
    case .plain(let text), .network(.request(let text)):
      code = "eval_http_send_internal_error"
      message = text
    case .network(.network(let text)), .network(.timeout(let text, _)), .network(.cancelled(let text)):
      code = "eval_http_send_network_error"
      message = text
    }
    var error = ObjectBuilder(context.arena)
    error.set("code", context.arena.string(code))
    error.set("message", context.arena.string(message))
    var result = ObjectBuilder(context.arena)
    result.set("status_code", Value(0))
    result.set("error", error.finish())
    return result.finish()
  }

  /// A place as errors begin with it: a query has no file.
  private static func start(_ place: Location) -> String {
    if place.row == 0 { return "" }
    return place.file.isEmpty ? "\(place.row):\(place.column): " : "\(place.file):\(place.row): "
  }
}

/// Why there is no response, and how the reference words it where errors are values.
enum HTTPSendFailure: Error {
  /// An error of the call, named with its place.
  case call(BuiltinError)
  /// An error named without one.
  case plain(String)
  case network(NetworkFailure)
}
