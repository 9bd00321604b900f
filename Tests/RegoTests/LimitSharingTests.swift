import Rego
import Testing

/// Values whose parts stand in many places at once.
@Suite struct LimitSharingTests {
  /// `x0 := […]`, `x1 := [x0, x0]` and so on.
  private static func doubled(_ times: Int, from first: String, _ pair: (String) -> String) -> String {
    var text = "package t\n\nx0 := \(first)\ny0 := \(first)\n"
    for round in 1...times {
      text += "x\(round) := \(pair("x\(round - 1)"))\ny\(round) := \(pair("y\(round - 1)"))\n"
    }
    return text
  }

  private static func run(_ text: String, _ query: String) throws -> String {
    let policy = try Policy([SourceText(name: "t.rego", text: text)])
    let prepared = try policy.program.prepare(query: SourceText(name: "", text: query))
    do { return try policy.results(of: prepared).withValue { String($0.count) } } catch { return error.message }
  }

  private static let pairs: [@Sendable (String) -> String] = [
    { "[\($0), \($0)]" }, { "[\($0), 1, \($0)]" }, { "{\"a\": \($0), \"b\": \($0)}" }, { "{[1, \($0)], [2, \($0)]}" },
    { "[\($0), \($0), \($0)]" }, { "{i: \($0) | some i in numbers.range(1, 50)}" },
  ]

  @Test("what would be endless written out ends in a limit, whoever looks at it", arguments: pairs.indices)
  func endless(_ index: Int) throws {
    let text = Self.doubled(60, from: "[input.a, 1]", Self.pairs[index])
    for query in [
      "data.t.x60 == data.t.y60", "count(json.marshal(data.t.x60)) > 0", "{data.t.x60: 1}", "walk(data.t.x60, [_, 7])",
      "data.t.x60 < data.t.y60", "x := data.t.x60",
    ] {
      let message = try Self.run(text + "z := 1\n", query + " with input as {\"a\": 1}")
      #expect(message.contains("share parts so often"), "\(query): \(message)")
    }
  }

  @Test("a part may stand in a thousand places")
  func shared() throws {
    let text = """
      package t

      x := numbers.range(1, 1000)
      y := [x | some _ in numbers.range(1, 1000)]
      z := {i: y | some i in numbers.range(1, 20)}
      """
    #expect(try Self.run(text, "count(data.t.z) == 20") == "1")
  }
}
