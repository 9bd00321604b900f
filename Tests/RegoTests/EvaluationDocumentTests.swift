import Testing

@Suite struct EvaluationDocumentTests {
  static let merged: [EvaluationCase] = [
    .init("base documents are under data", "p := data.b.c[1]", data: #"{"b":{"c":[5,6]}}"#, "6"),
    .init("rules and base documents share a package", "p := [data.t.x, x]\nx := 1", data: #"{"t":{"y":2}}"#, "[1,1]"),
    .init(
      "a package asked whole has both", "x := 1\ny contains 2", query: "data.t", data: #"{"t":{"b":3}}"#,
      #"{"b":3,"x":1,"y":[2]}"#),
    .init(
      "a rule where a base document is, is refused", "x := 1", query: "data.t.x", data: #"{"t":{"x":9}}"#,
      .error(.compile, "conflict")),
    .init(
      "an undefined rule leaves the base documents beside it", "x := 1 if input.no", query: "data.t",
      data: #"{"t":{"b":1}}"#, #"{"b":1}"#),
    .init("a package without rules is an empty object", "package a.b.c", query: "data.a", #"{"b":{"c":{}}}"#),
    .init("undefined rules are left out of their package", "x := 1\ny := 2 if input.no", query: "data.t", #"{"x":1}"#),
    .init(
      "all of data", "package a.b\nx := 1\n---\npackage c\ny := 2", query: "data", data: #"{"a":{"z":3}}"#,
      #"{"a":{"b":{"x":1},"z":3},"c":{"y":2}}"#),
    .init("a package of two modules", "x := 1\n---\ny := x + 1", query: "data.t", #"{"x":1,"y":2}"#),
    .init("a rule of two modules", "p contains 1\n---\np contains 2", "[1,2]"),
    .init(
      "a conflict in a package asked whole ends it", "x := y if some y in [1, 2]", query: "data.t",
      .error(.evalConflict, "")),
    .init(
      "base documents iterate in order", "p := [k | data.b[k]]", data: #"{"b":{"z":1,"a":2,"m":3}}"#, #"["a","m","z"]"#),
    .init(
      "big base documents find their keys", "p := data.b[input]", input: #""k250""#,
      data: "{\"b\":{" + (0..<500).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}}", "250"),
    .init(
      "numbers of the data compare by value", "p := {x | some x in data.xs; x == 1}", data: #"{"xs":[1,1.0,1e0,2]}"#,
      "[1]"),
  ]

  static let dynamic: [EvaluationCase] = [
    .init(
      "a variable picks a package",
      "package a.x\nv := 1\n---\npackage a.y\nv := 2\n---\npackage t\np := {k: v | v := data.a[k].v}", #"{"x":1,"y":2}"#
    ),
    .init(
      "the input picks a rule", "package a\nx := 1\ny := 2\n---\npackage t\np := data.a[input]", input: #""y""#, "2"),
    .init(
      "the input picks nothing", "package a\nx := 1\n---\npackage t\np := data.a[input]", input: #""z""#, .undefined),
    .init(
      "the input picks with what is no string", "package a\nx := 1\n---\npackage t\np := data.a[input]", input: "[1]",
      .undefined),
    .init(
      "variables over packages and rules",
      "package a.x\nv := 1\nw := 2\n---\npackage a.y\nv := 3\n---\npackage t\np := {[k, l, data.a[k][l]] | data.a[k][l]}",
      #"[["x","v",1],["x","w",2],["y","v",3]]"#),
    .init(
      "variables over base and virtual documents",
      "package a\nr := {\"k\": 1}\n---\npackage t\np := {x: y | y := data.a[x].k}", data: #"{"a":{"b":{"k":2}}}"#,
      #"{"b":2,"r":1}"#),
    .init(
      "undefined rules are passed over",
      "package a.x\nv if input.no\n---\npackage a.y\nv := 1\n---\npackage t\np := [k | data.a[k].v]", input: "{}",
      #"["y"]"#),
    .init(
      "a rule that the pattern does not reach is not evaluated",
      "package a.x\nv := 1\nbad := y if some y in [1, 2]\n---\npackage t\np := {v | v := data.a[_].v}", "[1]"),
    .init("functions are passed over", "package a\nf(x) := x\nv := 1\n---\npackage t\np := {k | data.a[k]}", #"["v"]"#),
    .init(
      "a package in a comprehension's value", "package a.x\nv := 1\n---\npackage t\np := [d | d := data.a[_]]",
      #"[{"v":1}]"#),
    .init("a package bound to a variable", "package a.x\nv := 1\n---\npackage t\np := y.x.v if y := data.a", "1"),
    .init(
      "a package in an object", "package a.x\nv := 1\n---\npackage t\np := {\"d\": data.a}", #"{"d":{"x":{"v":1}}}"#),
    .init(
      "some over a package", "package a.x\nv := 1\n---\npackage t\np := [[k, d] | some k, d in data.a]",
      #"[["x",{"v":1}]]"#),
    .init(
      "every over a package",
      "package a.x\nv := 1\n---\npackage a.y\nv := 2\n---\npackage t\np if every d in data.a { d.v > 0 }", "true"),
    .init("a built-in over a package", "package a\nx := 1\ny := 2\n---\npackage t\np := count(data.a)", "2"),
    .init("membership in a package", "package a\nx := 1\n---\npackage t\np if 1 in data.a", "true"),
  ]

  static let imports: [EvaluationCase] = [
    .init("an import names a package", "package a.b\nx := 1\n---\npackage t\nimport data.a.b\np := b.x", "1"),
    .init("an import names a rule", "package a\nx := 1\n---\npackage t\nimport data.a.x\np := x", "1"),
    .init("an alias names it anew", "package a\nx := 1\n---\npackage t\nimport data.a as z\np := z.x", "1"),
    .init("an import names a base document", "package t\nimport data.b.c\np := c", data: #"{"b":{"c":4}}"#, "4"),
    .init(
      "an import names a part of the input", "package t\nimport input.user.name\np := name",
      input: #"{"user":{"name":"eve"}}"#, #""eve""#),
    .init("an import that nobody uses does no harm", "package t\nimport data.no.such\np := 1", "1"),
    .init(
      "an imported name may be shadowed", "package a\nx := 1\n---\npackage t\nimport data.a.x\np := x if x := 5", "5"),
  ]

  @Test(arguments: merged) func `virtual and base documents`(example: EvaluationCase) throws { try example.check() }
  @Test(arguments: dynamic) func `dynamic references`(example: EvaluationCase) throws { try example.check() }
  @Test(arguments: imports) func `imports name documents`(example: EvaluationCase) throws { try example.check() }
}
