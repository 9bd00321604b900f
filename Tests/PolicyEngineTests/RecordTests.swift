import PolicyEngine
import Rego
import Testing

/// AccessRecords, byte by byte.
@Suite struct RecordTests {
  @Test("a record is written with sorted keys, defaults left out, numbers as strings")
  func writesExactly() throws {
    let bench = try Bench(Parts.domain)
    _ = try bench.decide(Parts.porc)
    let writer = ByteWriter()
    bench.engine.writeRecord(to: writer)
    let id = "11111111-1111-4111-a222-222222222222"
    let yes = #"{"fingerprint":"T851DACFdCO6277+HAbhuSI9gQe5/NR357liJ6sHgGE=","mrn":"p:yes"}"#
    let zero = #"{"fingerprint":"n/847Tc90oMPF7wRFZp6oi+WDoNy26h0ggI7YwROi9c=","mrn":"p:zero"}"#
    let expected =
      #"{"decision":"GRANT","duration":{"overall":"4000","phases":{"1":"1000","2":"1000","3":"0","4":"0"}},"#
      + #""metadata":{"decision":"\#(id)","id":"\#(id)","snapshot":"\#(bench.engine.snapshot.fingerprint)","#
      + #""timestamp":"2024-01-02T03:04:05.000000123Z"},"operation":"o","porc":{"operation":"o","principal":"#
      + #"{"mannotations":{},"mroles":["r:yes"],"sub":"u"},"resource":{"group":"rg","id":"mrn:x"}},"#
      + #""principal":{"subject":"u"},"references":[{"decision":"GRANT","duration":"1000","id":"o","phase":"SYSTEM","#
      + #""policies":[\#(zero)]},{"decision":"GRANT","duration":"1000","id":"r:yes","phase":"IDENTITY","#
      + #""policies":[\#(yes)]},{"decision":"GRANT","duration":"1000","id":"rg","phase":"RESOURCE","#
      + #""policies":[\#(yes)]}],"resource":"mrn:x"}"#
    #expect(writer.string == expected)
  }

  @Test("a failure is recorded with its code and an empty policy")
  func writesFailures() throws {
    let record = try Bench("  roles: []").record(#"{"operation":"a:b:c"}"#).value
    #expect(
      JSONWriter.string(record["references"])
        == #"[{"decision":"DENY","id":"a:b:c","phase":"SYSTEM","policies":[{}],"reason":"operation not found","#
        + #""reasonCode":"NOTFOUND_ERROR"},{"decision":"DENY","phase":"RESOURCE","policies":[{}],"#
        + #""reason":"resource group not found","reasonCode":"NOTFOUND_ERROR"}]"#)
    #expect(JSONWriter.string(record["principal"]) == "{}")
    #expect(record["resource"].isUndefined)
  }

  @Test("an override reason of 0 is written")
  func writesZeroReasons() throws {
    let bench = try Bench(
      Parts.policy("p", "allow = -9").prefixed("  policies:\n") + "\n  operations: [{selector: [.*], policy: p}]")
    let record = try bench.record("{}").value
    #expect(record["denyReason"].string == "NOT_DENIED")
    #expect(record["systemOverride"].boolean == true)
  }

  @Test("strings are escaped for HTML, and numbers keep their digits")
  func escapes() throws {
    let bench = try Bench(Parts.domain)
    _ = try bench.decide(#"{"operation":"<a>&\u2028","context":12345678901234567890.10}"#)
    let writer = ByteWriter()
    bench.engine.writeRecord(to: writer)
    #expect(writer.string.contains(#""operation":"\u003ca\u003e\u0026\u2028""#))
    #expect(writer.string.contains(#""context":12345678901234567890.10"#))
  }

  @Test("the audit environment is part of every record, of equal names the last")
  func writesEnvironment() throws {
    var options = EngineOptions()
    options.auditEnvironment = [("b", "1"), ("a", "<x>"), ("b", "2")]
    let record = try Bench(Parts.domain, options: options).record(Parts.porc).value
    #expect(JSONWriter.string(record["metadata"]["env"]) == #"{"a":"<x>","b":"2"}"#)
  }

  @Test(
    "references may be trimmed to those that led to the decision",
    arguments: [
      (#""r:yes""#, #"["s"]"#, "o", ["SYSTEM", "IDENTITY", "RESOURCE", "SCOPE"]),
      (#""r:no""#, #"["s"]"#, "o", ["SYSTEM", "IDENTITY"]),
      (#""r:yes""#, #"["s"]"#, "public", ["SYSTEM"]), (#""r:yes""#, #"["s"]"#, "unknown", ["SYSTEM"]),
    ])
  func trims(_ role: String, _ scopes: String, _ operation: String, _ phases: [String]) throws {
    var options = EngineOptions()
    options.recordsAllPhases = false
    let domain =
      Parts.policies + "\n" + Parts.policy("p:one", "allow = 1") + "\n"
      + Parts.granting.split(separator: "[{selector: [\".*\"], policy: \"p:zero\"}]").joined(
        separator: "[{selector: [o], policy: \"p:zero\"}, {selector: [public], policy: \"p:one\"}]")
      + "\n  scopes: [{mrn: s, policy: \"p:no\"}]"
    let record = try Bench(domain, options: options).record(
      #"{"principal":{"mroles":[\#(role)],"scopes":\#(scopes)},"operation":"\#(operation)","resource":"x"}"#)
    #expect(record.value["references"].items.map { $0["phase"].string } == phases)
  }

  @Test("pretty records are spread over lines with two blanks a level")
  func indents() {
    let compact = Array(#"{"a":[],"b":{"c":[1,"x,{}:\""],"d":{}},"e":null}"#.utf8)
    let writer = ByteWriter()
    compact.withUnsafeBufferPointer { JSONIndenter.twoSpaces.write($0, to: writer) }
    #expect(
      writer.string == """
        {
          "a": [],
          "b": {
            "c": [
              1,
              "x,{}:\\""
            ],
            "d": {}
          },
          "e": null
        }
        """)
  }
}

extension String {
  func prefixed(_ prefix: String) -> String { prefix + self }
}
