import PolicyEngine
import Rego
import Testing

/// Requests that a mapper turns into PORCs.
@Suite struct ExplainMapperTests {
  private static let domain =
    Parts.domain + """

        mappers:
          - name: m
            selector: [".*"]
            rego: |
              package mapper
              porc := {"principal": {"sub": user, "mroles": ["r:yes"]}, "operation": "o", "resource": "a"}
              user := input.request.http.headers["x-user"]
      """

  private func explain(_ input: String) throws -> Explanation {
    let bench = try ExplainBench(Self.domain)
    bench.explainer.begin()
    return try bench.explainer.explain(mapperInput: Document.kept(json: input).value)
  }

  @Test("a request is explained by the PORC that its mapper makes")
  func maps() throws {
    let explanation = try explain(#"{"request":{"http":{"headers":{"x-user":"u"}}}}"#)
    #expect(explanation.allowed)
    #expect(explanation.subject == "u")
    #expect(explanation.mapper?.name == "m")
    #expect(explanation.mapper?.failure == nil)
  }

  @Test("a mapper that gives nothing denies, and shows what is missing")
  func fails() throws {
    let explanation = try explain(#"{"request":{"http":{"headers":{}}}}"#)
    #expect(!explanation.allowed)
    #expect(explanation.phases.isEmpty)
    let rule = try #require(explanation.mapper?.policy?.candidates.first)
    #expect(rule.expressions.first?.because.first?.name == "data.mapper.user")
    #expect(explanation.text().contains("input.request.http.headers[\"x-user\"]"))
  }

  @Test(
    "what a document is shows in its members",
    arguments: [
      (#"{"principal":{},"operation":"o"}"#, EnvoyAttributes.Shape.porc),
      (#"{"request":{"http":{}}}"#, .mapperInput), (#"{"attributes":{}}"#, .checkRequest), ("{}", .unknown),
      ("[]", .unknown), (#"{"resource":"a"}"#, .porc),
    ])
  func shapes(_ document: String, _ shape: EnvoyAttributes.Shape) throws {
    #expect(EnvoyAttributes.Shape(try Document.kept(json: document).value) == shape)
  }
}
