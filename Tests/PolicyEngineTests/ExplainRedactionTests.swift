import PolicyEngine
import Rego
import Testing

/// Credentials of a request are not in its explanation, however a policy takes them apart.
@Suite struct ExplainRedactionTests {
  private static let domain = """
    \(Parts.policies)
    \(Parts.policy(
      "p:op", "default allow := -1", "bearer := input.context.headers.authorization",
      "token := substring(bearer, 7, -1)", "allow := 0 if {\n  value := token\n  value == input.context.wanted\n}",
      "allow := 0 if input.context.password == bearer",
      "allow := 0 if split(input.context.headers.cookie, \"=\")[1] == \"nobody\"",
      "allow := 0 if input.context.copy == 1"))
      operations: [{selector: [".*"], policy: "p:op"}]
    """

  @Test("neither the value of a name such as authorization, nor a copy, nor a piece of it is shown")
  func redacts() throws {
    let porc =
      #"{"operation":"o","resource":"a","context":{"headers":{"authorization":"Bearer s3cr3t-t0ken-1","#
      + #""cookie":"session=deadbeef00"},"wanted":"x","password":"hunter2hunter2","copy":"s3cr3t-t0ken-1","#
      + #""user":{"api_key":"k-123456789"}}}"#
    let explanation = try ExplainBench(Self.domain).explain(porc)
    for output in [explanation.text(), explanation.json()] {
      for secret in ["s3cr3t", "deadbeef00", "hunter2", "k-123456789", "Bearer s"] {
        #expect(!output.contains(secret), "\(output)")
      }
    }
    #expect(explanation.text().contains("= \"x\""))
    #expect(explanation.text().contains("<redacted>"))
  }

  @Test("long values are shortened")
  func shortens() throws {
    let list = "[" + (0..<50).map(String.init).joined(separator: ",") + "]"
    let text = String(repeating: "a", count: 500)
    let policy = Parts.policy(
      "p:long", "default allow := -1", "allow := 0 if input.context.list == input.context.text")
    let explanation = try ExplainBench(
      Parts.policies + "\n" + policy + "\n  operations: [{selector: [\".*\"], policy: \"p:long\"}]"
    ).explain(#"{"operation":"o","context":{"list":\#(list),"text":"\#(text)"}}"#)
    let values = try #require(try explanation.phase(.system).entities[0].policy?.candidates[0].expressions[0].values)
    #expect(values.map(\.value) == ["[0, 1, 2, 3, 4, 5, … 44 more]", "\"\(String(repeating: "a", count: 79))…\""])
  }
}
