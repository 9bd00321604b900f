import Testing

/// A CheckRequest as a client wrote it, and the mapper input that the original made of it.
struct RecordedRequest: CustomTestStringConvertible {
  let id: String
  let wire: String
  let input: String

  var testDescription: String { id }

  /// `size` is exact here; the original passed it through a 64-bit float, and had 9007199254740992.
  static let all = [
    RecordedRequest(
      id: "full",
      wire: "Cq0DCi4KDwoNEggxMC4wLjAuMRjSCRICY2waBgoBYRIBYiIKc3BpZmZlOi8vcyoDUEVNEhcKCRIHCgIveBCkAyIKc3BpZmZl"
        + "Oi8vZCJxCgwIpfrNrAYQgOulwwISYQoBMRIEUE9TVBoLCgU6cGF0aBICL3AaBgoBYRIBMRoGCgFiEgEyIgYvcD9xPTEqBGg6"
        + "ODAyBWh0dHBzOgNxPTFCAWZI////////////AVIGSFRUUC8yWgR0ZXh0YgMA/xBSBgoBaxIBdlrEAQqDAQocZW52b3kuZmls"
        + "dGVycy5odHRwLmp3dF9hdXRobhJjCmEKB3BheWxvYWQSVipUCiQKAWwSHzIdCgkRAAAAAAAA8D8KAxoBYQoLKgkKBwoBeBIC"
        + "KgAKDgoBbhIJEQAAAAAAAPg/CgoKA3N1YhIDGgF6CgcKAXQSAiABCgcKAXoSAggAEjwKAXQSNwovdHlwZS5nb29nbGVhcGlz"
        + "LmNvbS9nb29nbGUucHJvdG9idWYuU3RyaW5nVmFsdWUSBAoCaGliDQoLZXhhbXBsZS5jb21qEQoPCgFyEgoKCAoBeBIDGgF5",
      input: #"{"context_extensions":{"k":"v"},"destination":{"address":{"Address":{"Pipe":{"mode":420,"path":""#
        + #"/x"}}},"principal":"spiffe://d"},"metadata_context":{"filter_metadata":{"envoy.filters.http.jwt_"#
        + #"authn":{"payload":{"l":[1,"a",{"x":{}}],"n":1.5,"sub":"z","t":true,"z":null}}},"typed_filter_met"#
        + #"adata":{"t":{"type_url":"type.googleapis.com/google.protobuf.StringValue","value":"CgJoaQ=="}}},"#
        + #""request":{"http":{"body":"text","fragment":"f","headers":{":path":"/p","a":"1","b":"2"},"host":"#
        + #""h:80","id":"1","method":"POST","path":"/p?q=1","protocol":"HTTP/2","query":"q=1","raw_body":"AP"#
        + #"8Q","scheme":"https","size":-1},"time":{"nanos":678000000,"seconds":1704164645}},"route_metadata"#
        + #"_context":{"filter_metadata":{"r":{"x":"y"}}},"source":{"address":{"Address":{"SocketAddress":{""#
        + #"PortSpecifier":{"PortValue":1234},"address":"10.0.0.1"}}},"certificate":"PEM","labels":{"a":"b"}"#
        + #","principal":"spiffe://s","service":"cl"},"tls_session":{"sni":"example.com"}}"#),
    RecordedRequest(
      id: "addresses-headermap",
      wire: "Ck8KFAoSChASAzo6MSoBcjABIgRodHRwEgoKCBoGEgFlCgFsIisKCwj///////////8BEhxIgYCAgICAgBBqEQoGCgF4EgEx"
        + "CgcKAVgaAgEC",
      input: #"{"destination":{"address":{"Address":{"EnvoyInternalAddress":{"AddressNameSpecifier":{"ServerLis"#
        + #"tenerName":"l"},"endpoint_id":"e"}}}},"request":{"http":{"header_map":{"headers":[{"key":"x","va"#
        + #"lue":"1"},{"key":"X","raw_value":"AQI="}]},"size":9007199254740993},"time":{"seconds":-1}},"sour"#
        + #"ce":{"address":{"Address":{"SocketAddress":{"PortSpecifier":{"NamedPort":"http"},"address":"::1""#
        + #","ipv4_compat":true,"resolver_name":"r"}}}}}"#),
    RecordedRequest(
      id: "plain",
      wire: "CnIKLiIsc3BpZmZlOi8vY2x1c3Rlci5sb2NhbC9ucy9pc3Rpby1zeXN0ZW0vc2EvZ3cSLyItc3BpZmZlOi8vY2x1c3Rlci5s"
        + "b2NhbC9ucy9kZWZhdWx0L3NhL3BldHN0b3JlIg8SDRIDR0VUIgYvYXBpL3g=",
      input: #"{"destination":{"principal":"spiffe://cluster.local/ns/default/sa/petstore"},"request":{"http":{"#
        + #""method":"GET","path":"/api/x"}},"source":{"principal":"spiffe://cluster.local/ns/istio-system/s"#
        + #"a/gw"}}"#),
    RecordedRequest(
      id: "empty-attributes",
      wire: "CgA=",
      input: #"{}"#),
    RecordedRequest(
      id: "no-attributes",
      wire: "",
      input: #"null"#),
    RecordedRequest(
      id: "empty-http",
      wire: "CgQiAhIA",
      input: #"{"request":{"http":{}}}"#),
    RecordedRequest(
      id: "empty-messages",
      wire: "CgoKABIAIgBaAGIA",
      input: #"{"destination":{},"metadata_context":{},"request":{},"source":{},"tls_session":{}}"#),
  ]
}
