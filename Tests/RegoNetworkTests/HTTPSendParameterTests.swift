import Rego
import RegoNetwork
import Testing

/// Never reached: what is wrong with a request is found before it is sent.
private struct NoNetwork: NetworkAccess {
  func exchange(_ request: NetworkRequest, _ patience: Patience) throws(NetworkFailure) -> NetworkResponse {
    throw .network("sent \(request.method) \(request.url)")
  }

  func addresses(of host: String, _ patience: Patience) throws(NetworkFailure) -> [String] {
    throw .network("looked up \(host)")
  }
}

@Suite struct HTTPSendParameterTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let request: String
    let error: String
    var testDescription: String { request }

    init(_ request: String, _ error: String) {
      self.request = request
      self.error = error
    }
  }

  static let cases = [
    Case("{}", "eval_type_error: http.send: operand 1 missing required request parameters(s): {\"method\", \"url\"}"),
    Case("{\"url\": 1}", "eval_type_error: http.send: operand 1 missing required request parameters(s): {\"method\"}"),
    Case(
      "{\"b\": 1, \"a\": 2}", "eval_type_error: http.send: operand 1 invalid request parameters(s): {\"a\", \"b\"}"),
    Case("{\"method\": 5, \"url\": \"x\"}", "eval_builtin_error: http.send: \"method\" must be a string"),
    Case("{\"method\": \"GET\", \"url\": [1]}", "eval_builtin_error: http.send: \"url\" must be a string"),
    Case(
      "{\"method\": \"GET\", \"url\": \"x\", \"raw_body\": 1}",
      "eval_builtin_error: http.send: \"raw_body\" must be a string"),
    Case(
      "{\"method\": \"GET\", \"url\": \"x\", \"headers\": 1}",
      "eval_builtin_error: http.send: invalid type for headers key"),
    Case(
      "{\"method\": \"GET\", \"url\": \"x\", \"headers\": {\"a\": 1}}",
      "eval_builtin_error: http.send: invalid type for headers value \"1\""),
    Case(
      "{\"method\": \"GET\", \"url\": \"x\", \"enable_redirect\": \"yes\"}",
      #"eval_builtin_error: http.send: strconv.ParseBool: parsing "\"yes\"": invalid syntax"#),
    Case(
      "{\"method\": \"GET\", \"url\": \"x\", \"timeout\": true}",
      "eval_type_error: http.send: operand 1 'timeout' must be one of {string, number} but got boolean"),
    Case(
      "{\"method\": \"GET\", \"url\": \"x\", \"timeout\": 1.5}",
      "eval_builtin_error: http.send: invalid timeout number value 1.5, must be int64"),
    Case(
      "{\"method\": \"GET\", \"url\": \"x\", \"timeout\": \"soon\"}",
      "eval_builtin_error: http.send: invalid timeout value \"soon\": time: invalid duration \"soon\""),
    Case(
      "{\"method\": \"GET\", \"url\": \"x\", \"raise_error\": 1}",
      "eval_builtin_error: http.send: invalid value for raise_error field"),
    Case(
      "{\"method\": \"GET\", \"url\": \"x\", \"cache\": \"yes\"}",
      "eval_builtin_error: http.send: invalid value for \"cache\" field"),
    Case(
      "{\"method\": \"GET\", \"url\": \"x\", \"force_cache\": true}",
      "eval_builtin_error: http.send: 'force_cache' set but 'force_cache_duration_seconds' parameter is missing"),
    Case(
      "{\"method\": \"GET\", \"url\": \"x\", \"force_cache\": true, \"force_cache_duration_seconds\": 3000000000}",
      "eval_builtin_error: http.send: strconv.ParseInt: parsing \"3000000000\": value out of range"),
    Case(
      "{\"method\": \"GET\", \"url\": \"x\", \"max_retry_attempts\": -1}",
      "eval_builtin_error: http.send: invalid value -1 for field \"max_retry_attempts\""),
    Case("{\"method\": \"GET\", \"url\": \"x\"}", "eval_builtin_error: http.send: sent GET x"),
  ]

  @Test("what is wrong with a request is an error in the reference's words", arguments: cases)
  func complains(_ example: Case) {
    #expect(PolicyCall(NoNetwork())("http.send(\(example.request))").hasSuffix(example.error))
  }

  @Test("with `raise_error` false an error is a response, which names the place")
  func errorsAsValues() {
    var call = PolicyCall(NoNetwork())
    call.module = "package p\n\nr := http.send({\"raise_error\": false, \"method\": 1, \"url\": \"x\"})"
    #expect(
      call("data.p.r") == #"{"error":{"code":"eval_http_send_internal_error","#
        + #""message":"p.rego:3: eval_builtin_error: http.send: \"method\" must be a string"},"status_code":0}"#)
    call.module = "package p\n\nr := http.send({\"raise_error\": false, \"method\": \"get\", \"url\": \"x\"})"
    #expect(
      call("data.p.r")
        == #"{"error":{"code":"eval_http_send_network_error","message":"sent GET x"},"status_code":0}"#)
  }

  @Test("a host that gives no network is named, and its calls are undefined without strict errors")
  func withoutNetwork() {
    var call = PolicyCall(nil)
    #expect(call(PolicyCall.send("http://a.test")).hasSuffix("this host gives policies no access to the network"))
    #expect(call("net.lookup_ip_addr(\"a.test\")").hasSuffix("this host gives policies no access to the network"))
    call.isStrict = false
    #expect(call(PolicyCall.send("http://a.test")) == "undefined")
  }

  @Test("`with` replaces the function, by a value and by a function, without any network")
  func replaced() {
    var call = PolicyCall(nil)
    call.module = """
      package p
      r := http.send({"method": "get", "url": "http://a.test"}).status_code
      mock(request) := {"status_code": count(request)}
      byValue := x if x := r with http.send as {"status_code": 204}
      byFunction := x if x := r with http.send as mock
      """
    #expect(call("[data.p.byValue, data.p.byFunction]") == "[204,2]")
  }
}
