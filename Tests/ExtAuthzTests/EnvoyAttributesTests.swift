import ExtAuthz
import Foundation
import PolicyEngine
import Rego
import TestSupport
import Testing

/// CheckRequests in protobuf's JSON become what the decoder makes of their bytes.
@Suite struct EnvoyAttributesTests {
  @Test("every kind of member arrives where the decoder puts it")
  func members() throws {
    let json = #"""
      {"attributes": {
        "source": {"address": {"socketAddress": {"address": "10.0.0.1", "portValue": 1234, "protocol": "UDP"}},
          "labels": {"a": "b"}, "principal": "spiffe://s", "certificate": "PEM", "service": ""},
        "destination": {"address": {"pipe": {"path": "/x", "mode": 420}}},
        "request": {"time": "2024-01-02T03:04:05.678Z",
          "http": {"method": "GET", "path": "/p", "headers": {"a": "1"}, "size": "-1", "rawBody": "AP8Q", "query": "",
            "headerMap": {"headers": [{"key": "x", "value": "1"}, {"key": "X", "rawValue": "AQI="}]}}},
        "contextExtensions": {"k": "v"}, "metadataContext": {"filterMetadata": {"f": {"n": 1.5, "z": null}}},
        "route_metadata_context": {}, "tlsSession": {"sni": "h"}}}
      """#
    let want = #"""
      {"source": {"address": {"Address": {"SocketAddress": {"address": "10.0.0.1", "protocol": 1,
          "PortSpecifier": {"PortValue": 1234}}}}, "labels": {"a": "b"}, "principal": "spiffe://s",
          "certificate": "PEM"},
        "destination": {"address": {"Address": {"Pipe": {"path": "/x", "mode": 420}}}},
        "request": {"time": {"seconds": 1704164645, "nanos": 678000000},
          "http": {"method": "GET", "path": "/p", "headers": {"a": "1"}, "size": -1, "raw_body": "AP8Q",
            "header_map": {"headers": [{"key": "x", "value": "1"}, {"key": "X", "raw_value": "AQI="}]}}},
        "context_extensions": {"k": "v"}, "metadata_context": {"filter_metadata": {"f": {"n": 1.5, "z": null}}},
        "route_metadata_context": {}, "tls_session": {"sni": "h"}}
      """#
    let arena = Arena(bytesKept: .max)
    let request = try Document(json: json)
    let expected = try Document(json: want)
    let found = request.withValue { EnvoyAttributes.mapperInput(ofCheckRequest: $0, in: arena) }
    #expect(JSONWriter.string(found) == expected.json)
  }

  @Test(
    "times before 1970 and in leap years",
    arguments: [
      ("1969-12-31T23:59:59Z", #"{"seconds":-1}"#), ("2024-02-29T00:00:00Z", #"{"seconds":1709164800}"#),
      ("1970-01-01T00:00:00Z", "{}"), ("2000-03-01T00:00:00.000000001Z", #"{"nanos":1,"seconds":951868800}"#),
    ])
  func times(_ text: String, _ want: String) throws {
    let arena = Arena(bytesKept: .max)
    let request = try Document(json: #"{"attributes":{"request":{"time":"\#(text)"}}}"#)
    let found = request.withValue { EnvoyAttributes.mapperInput(ofCheckRequest: $0, in: arena) }
    #expect(JSONWriter.string(found["request"]["time"]) == want)
  }

  @Test(
    "recorded requests in JSON equal their bytes",
    .enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.absence)))
  func recorded() throws {
    var compared = 0
    for file in SharedFolder.jsonFiles(below: "vectors/serve") where file.hasPrefix("envoy-") {
      let group = try Document(json: SharedFolder.bytes("vectors/serve/\(file)"))
      for fields in group.value["cases"].items {
        guard let wire = fields["request_wire_base64"].string.flatMap({ Data(base64Encoded: $0) }),
          fields["request"].kind == .object
        else { continue }
        // The bytes of a typed message are not in its JSON.
        if JSONWriter.string(fields["request"]).contains("@type") { continue }
        let arena = Arena(bytesKept: .max)
        let bytes = [UInt8](wire)
        guard let decoded = try? CheckRequestDecoder(symbols: nil).decode(bytes.span.bytes, into: arena).attributes,
          decoded.kind == .object
        else { continue }
        let found = EnvoyAttributes.mapperInput(ofCheckRequest: fields["request"], in: arena)
        #expect(JSONWriter.string(found) == JSONWriter.string(decoded), "\(file) \(fields["id"].string ?? "")")
        compared += 1
      }
    }
    #expect(compared > 10)
  }
}
