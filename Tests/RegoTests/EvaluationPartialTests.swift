import Testing

@Suite struct EvaluationPartialTests {
  static let sets: [EvaluationCase] = [
    .init(
      "a partial set collects members of all rules, each once", "p contains 1\np contains x if some x in [3, 2, 1.0]",
      "[1,2,3]"),
    .init(
      "a partial set without members is empty, not undefined", "p contains x if some x in input.xs", input: "{}", "[]"),
    .init("a partial set may hold any value", #"p contains [1, {"a": x}] if some x in ["b"]"#, #"[[1,{"a":"b"}]]"#),
    .init(
      "members are asked for by brackets", "q contains x if some x in [1, 2]\np := [q[1], 2 in q, 3 in q]",
      "[1,true,false]"),
    .init("a member that is not there is undefined", "q contains 1\np if q[2]", .undefined),
    .init("a false member is a member", "q contains false\np if q[false]", .undefined),
    .init("a composite member is looked up whole", "q contains [1, 2]\np if q[[1, 2]]", "true"),
    .init(
      "a composite bracket with a variable searches",
      "q contains [1, 2]\nq contains [1, 3]\nq contains [2, 4]\np := {y | q[[1, y]]}", "[2,3]"),
    .init("iteration over a partial set", "q contains x if some x in [3, 1]\np := [x | some x in q]", "[1,3]"),
    .init(
      "partial sets meet in set operators", "q contains 1\nq contains 2\nr contains 2\np := [q & r, q | r, q - r]",
      "[[2],[1,2],[1]]"),
  ]

  static let objects: [EvaluationCase] = [
    .init(
      "a partial object collects pairs of all rules", #"p[k] := v if some k, v in {"a": 1, "b": 2}"# + "\np.c := 3",
      #"{"a":1,"b":2,"c":3}"#),
    .init("a partial object without pairs is empty", "p[k] := 1 if some k in input.xs", input: "{}", "{}"),
    .init("one key with two values is a conflict", #"p["a"] := x if some x in [1, 2]"#, .error(.evalConflict, "")),
    .init(
      "one key of two variables with two values is a conflict", "p[k] := v if { some v in [1, 2]; k := \"a\" }",
      .error(.evalConflict, "object keys must be unique")),
    .init("one key with one value twice is none", "p[k] := 1 if some k in [\"a\", \"a\"]", #"{"a":1}"#),
    .init("keys may be numbers", "p[x] := x * 2 if some x in [1, 2]", #"{"1":2,"2":4}"#),
    .init("a key is asked for by brackets", "q[x] := x * 2 if some x in [1, 2]\np := [q[1], q[2.0]]", "[2,4]"),
    .init("a key that is not there is undefined", "q[x] := x if some x in [1]\np := q[5]", .undefined),
    .init(
      "iteration binds keys and values", "q[x] := x * 2 if some x in [1, 2]\np := [[k, v] | v := q[k]]", "[[1,2],[2,4]]"
    ),
    .init(
      "a rule's own value in a partial object is not written into",
      "r[k] := 1 if some k in [\"x\"]\nq[k] := r if k := \"a\"\nq[k].y := 2 if k := \"a\"\np := [r, q]",
      .error(.evalConflict, "")),
    .init(
      "a rule's own value may be put twice",
      "r[k] := 1 if some k in [\"x\"]\nq[k] := r if k := \"a\"\nq[k] := s if k := \"a\"\ns[k] := 1 if some k in [\"x\"]\np := q",
      #"{"a":{"x":1}}"#),
    .init(
      "a comprehension's object may be put twice",
      "p[k] := {x: 1 | some x in [\"x\"]} if some k in [\"a\", \"a\"]", #"{"a":{"x":1}}"#),
  ]

  static let heads: [EvaluationCase] = [
    .init(
      "constant references make nested objects", "a.b.c := 1\na.b.d := 2\na.e := 3\np := a",
      #"{"b":{"c":1,"d":2},"e":3}"#),
    .init(
      "variables in the middle of a head", "a[x].b := x if some x in [1, 2]\np := a", #"{"1":{"b":1},"2":{"b":2}}"#),
    .init(
      "several variables in a head", "a[x][y] := x + y if { some x in [1, 2]; some y in [10, 20] }\np := a",
      #"{"1":{"10":11,"20":21},"2":{"10":12,"20":22}}"#),
    .init(
      "sets below a reference", "a.b contains x if some x in [1, 2]\na.c contains 3\np := a", #"{"b":[1,2],"c":[3]}"#),
    .init(
      "sets below a variable", "a[k] contains v if { some k, vs in {\"x\": [1, 2], \"y\": [3]}; some v in vs }\np := a",
      #"{"x":[1,2],"y":[3]}"#),
    .init(
      "constant and variable heads meet in one object", "a.x := 1\na[k] := 2 if some k in [\"y\", \"z\"]\np := a",
      #"{"x":1,"y":2,"z":2}"#),
    .init(
      "heads that say different things under one key are a conflict",
      "a.x := 1\na[k] := 2 if some k in [\"x\"]\np := a", .error(.evalConflict, "")),
    .init(
      "a value where another rule needs an object is a conflict",
      "a[k] := 1 if k := \"x\"\na[k].y := 2 if k := \"x\"\np := a", .error(.evalConflict, "")),
    .init("a key below a reference is asked for alone", "a[x].b := x if some x in [1, 2]\np := a[2].b", "2"),
    .init(
      "a reference that runs over computed keys", "a[x].b := x if some x in [1, 2]\np := {v | v := a[_].b}", "[1,2]"),
    .init("a head that is a string that is no name", #"a["b c"].d := 1"# + "\np := a", #"{"b c":{"d":1}}"#),
    .init(
      "a rule below a package of the same name", "package t.q\nx := 1\n---\npackage t\np := data.t.q.x\nq.y := 2", "1"),
    .init("bodies of a reference head fail alone", "a.b := 1 if input.x\na.c := 2\np := a", input: "{}", #"{"c":2}"#),
  ]

  @Test(arguments: sets) func `partial sets`(example: EvaluationCase) throws { try example.check() }
  @Test(arguments: objects) func `partial objects`(example: EvaluationCase) throws { try example.check() }
  @Test(arguments: heads) func `reference heads`(example: EvaluationCase) throws { try example.check() }
}
