import Rego
import Testing

struct CapabilitiesTests {
  private func read(_ json: String) throws -> Capabilities {
    try Document(json: json).withValue { try Capabilities(document: $0) }
  }

  @Test("what is written is read again")
  func roundTrip() throws {
    for version in [RegoVersion.v0, .v1] {
      var written = Capabilities.current(for: version)
      written.allowedHosts = ["example.com"]
      let document = Document { written.document(in: $0) }
      let read = try document.withValue { try Capabilities(document: $0) }
      #expect(read.builtins == written.builtins)
      #expect(read.features == written.features)
      #expect(read.futureKeywords == written.futureKeywords)
      #expect(read.allowedHosts == ["example.com"])
    }
  }

  @Test("built-ins are written with their types")
  func declarations() throws {
    let document = Document { Capabilities.current().document(in: $0) }
    let written = document.withValue { value in
      value["builtins"].items.filter { ["count", "walk"].contains($0["name"].string) }.map { JSONWriter.string($0) }
    }
    let types = [
      #"{"type":"string"}"#, #"{"dynamic":{"type":"any"},"type":"array"}"#,
      #"{"dynamic":{"key":{"type":"any"},"value":{"type":"any"}},"type":"object"}"#,
      #"{"of":{"type":"any"},"type":"set"}"#,
    ]
    let count = try #require(written.first)
    #expect(count.hasPrefix(#"{"decl":{"args":[{"of":["#) && count.hasSuffix(#""name":"count"}"#))
    for type in types { #expect(count.contains(type)) }
    #expect(written.last?.hasSuffix(#""name":"walk","relation":true}"#) == true)
  }

  @Test("what is left out is not there")
  func defaults() throws {
    let empty = try read("{}")
    #expect(empty.builtins.isEmpty && empty.features.isEmpty && empty.futureKeywords.isEmpty)
    #expect(empty.allowedHosts == nil)
    #expect(try read(#"{"allow_net": []}"#).allowedHosts == [])
  }

  @Test(
    "what is no capabilities is refused",
    arguments: [
      "[]", "null", #"{"builtins": ["count"]}"#, #"{"builtins": [{}]}"#, #"{"features": "rego_v1"}"#,
      #"{"features": [1]}"#, #"{"future_keywords": {}}"#,
    ])
  func refused(_ json: String) {
    #expect(throws: Capabilities.ReadError.self) { try read(json) }
  }

  @Test("what this engine can do is all that there is")
  func current() throws {
    let text = "package t\np := $\"{input.if} {upper(\"a\")}\"\nq.r[x] := 1 if some x in [1]"
    var compiler = Compiler()
    compiler.capabilities = .current()
    _ = try compiler.compile([SourceText(name: "", text: text)])
  }

  @Test("a query may use no more than the modules")
  func queries() throws {
    var compiler = Compiler()
    compiler.capabilities = .current()
    compiler.capabilities?.builtins.remove("upper")
    let program = try compiler.compile([SourceText]())
    #expect(throws: Diagnostics.self) { try program.prepare(query: SourceText(name: "", text: #"upper("a")"#)) }
    #expect(throws: Never.self) { try program.prepare(query: SourceText(name: "", text: #"lower("a")"#)) }
  }
}
