import Rego
import Testing

@testable import MeshDoctor

/// What the reader finds in Rego.
@Suite struct AttributeReaderTests {
  /// The paths that a mapper reads, less those that lead to no leaf.
  private func reads(_ rego: String) throws -> Set<String> {
    let text = "package mapper\n\nimport rego.v1\n\n" + rego
    let module = try Parser.module(SourceText(name: "m", text: text), version: .v1)
    return Set(AttributeReader.reads(of: module).map(\.path.text))
  }

  @Test(
    "follows names, brackets, imports, rules and variables",
    arguments: [
      ("x := input.request.http.body", "input.request.http.body"),
      ("x := input[\"request\"][\"http\"].body", "input.request.http.body"),
      ("x := input.request.http.headers[\"x-a\"]", "input.request.http.headers[\"x-a\"]"),
      ("import input.request as r\n\nx := r.http.body", "input.request.http.body"),
      ("import input.request\n\nx := request.http.body", "input.request.http.body"),
      ("http := input.request.http\n\nx := http.body", "input.request.http.body"),
      ("http := input.request.http\n\nx := data.mapper.http.body", "input.request.http.body"),
      ("x := y if {\n  h := input.request.http\n  y := h.body\n}", "input.request.http.body"),
      ("x := y if {\n  y := h.body\n  h := input.request.http\n}", "input.request.http.body"),
      ("x if h.body == \"a\" else := h.raw_body\n\nh := input.request.http", "input.request.http.raw_body"),
      ("x := object.get(input.source, \"certificate\", \"\")", "input.source.certificate"),
      ("x := object.get(input, [\"request\", \"http\", \"body\"], \"\")", "input.request.http.body"),
      (
        "get(o, k) := object.get(o, k, \"\")\n\nx := get(input.context_extensions, \"a\")", "input.context_extensions.a"
      ),
      ("get(o, k) := o[k]\n\nx := get(get(input.request, \"http\"), \"body\")", "input.request.http.body"),
      ("name := \"a\"\n\nx := input.context_extensions[name]", "input.context_extensions.a"),
      ("x := [y | some h in [\"a\"]; y := input.request.http.headers[h]]", "input.request.http.headers[_]"),
      ("x if some k, v in input.context_extensions", "input.context_extensions"),
      ("x if every v in input.source.labels { v.a }", "input.source.labels[_].a"),
      ("x := $\"{input.request.http.host}\"", "input.request.http.host"),
      ("x := count(input.request.http.body)", "input.request.http.body"),
      ("x contains y if y := input.request.http.path", "input.request.http.path"),
      ("x if not input.tls_session.sni", "input.tls_session.sni"),
    ])
  func follows(_ rego: String, _ path: String) throws {
    #expect(try reads(rego).contains(path))
  }

  @Test("a variable hides what is called alike outside") func hides() throws {
    let found = try reads("http := input.request.http\n\nx := y if {\n  http := input.source\n  y := http.principal\n}")
    #expect(found.contains("input.source.principal"))
    #expect(!found.contains("input.request.http.principal"))
  }

  @Test("rules and functions that call each other end") func ends() throws {
    #expect(try reads("a := b\n\nb := a\n\nx := a.c").isEmpty)
    let chain = (0..<5_000).map { "a\($0) := a\($0 + 1).x" }.joined(separator: "\n")
    #expect(try reads("\(chain)\n\na5000 := input.request").contains("input.request.x"))
    let calls = (0..<40).map { "f\($0)(o) := [f\($0 + 1)(o.a), f\($0 + 1)(o.b)]" }.joined(separator: "\n\n")
    #expect(try reads("x := f0(input.request)\n\n\(calls)\n\nf40(o) := o").contains("input.request.a"))
  }

  @Test("a mapper may read very much") func much() throws {
    let members = (0..<20_000).map { "\"\($0)\": input.request.http.headers[\"h\($0)\"]" }.joined(separator: ", ")
    #expect(try reads("x := {\(members)}").contains("input.request.http.headers.h19999"))
  }

  @Test("Envoy's own spelling is told from the mappers'") func spelling() {
    let path = AttributePath([.name("attributes"), .name("metadataContext"), .name("filterMetadata"), .name("a")])
    #expect(path.respelled.text == "input.metadata_context.filter_metadata.a")
    let headers = AttributePath([.name("request"), .name("http"), .name("headers"), .name("rawBody")])
    #expect(headers.respelled == headers)
  }
}
