import Rego
import Testing

extension LimitTableTests {
  /// Built-ins whose results would grow without bound, and built-ins that would work without end.
  static let builtins: [Row] = [
    .memory("numbers.range(1, 1000000000)", "numbers.range", "p := numbers.range(1, 1000000000)"),
    .memory("a range between numbers of 30 digits", "numbers.range", "p := numbers.range(1, 1\(text("0", 30)))"),
    .memory("strings doubled 60 times by concat", "concat", doubled("\"0123456789\"", "concat(\"\", [@, @])")),
    .memory("strings doubled 60 times by sprintf", "sprintf", doubled("\"0123456789\"", "sprintf(\"%s%s\", [@, @])")),
    .memory(
      "strings doubled 60 times by a template", "internal.template_string", doubled("\"0123456789\"", "$\"{@}{@}\"")),
    .memory("strings doubled 60 times by replace", "replace", doubled("\"aa\"", "replace(@, \"a\", \"aa\")")),
    .memory(
      "strings doubled 60 times by strings.replace_n", "strings.replace_n",
      doubled("\"aa\"", "strings.replace_n({\"a\": \"aa\"}, @)")),
    Row(
      "strings doubled 60 times by regex.replace", doubled("\"aa\"", "regex.replace(@, \"(a)\", \"$1$1\")"),
      .failure(.evalLimit, "takes more than 300000 steps")),
    .memory("strings doubled 60 times by hex.encode", "hex.encode", doubled("\"aa\"", "hex.encode(@)")),
    .memory("strings grown 200 times by base64.encode", "base64.encode", doubled("\"aa\"", "base64.encode(@)", 200)),
    .memory(
      "strings grown 200 times by base64url.encode", "base64url.encode", doubled("\"aa\"", "base64url.encode(@)", 200)),
    .memory("strings grown 60 times by json.marshal", "json.marshal", doubled("\"\\\"\"", "json.marshal(@)")),
    .memory("arrays doubled 60 times by array.concat", "array.concat", doubled("[1, 2]", "array.concat(@, @)")),
    Row(
      "nested arrays doubled 40 times, then written", doubled("[1]", "[@, @]", 40, result: "json.marshal(s40)"),
      .failure(.evalLimit, "values share parts so often")),
    .memory(
      "a template that loops in loops", "strings.render_template",
      "p := strings.render_template(\"{{range .n}}{{range $.n}}{{range $.n}}{{range $.n}}aaaaaaaaaaaaaaaaaaaa{{end}}{{end}}{{end}}{{end}}\", {\"n\": numbers.range(1, 100)})"
    ),
    .memory(
      "sprintf with widths of a million", "sprintf", "p := sprintf(\"\(text("%1000000d", 20))\", numbers.range(1, 20))"),
    .memory(
      "sprintf with precisions of a million", "sprintf",
      "p := sprintf(\"\(text("%.1000000f", 20))\", [x | numbers.range(1, 20)[_]; x := 0.5])"),
    Row("sprintf with %999999999d", "p := sprintf(\"%999999999d\", [1])", .value("\"%!(NOVERB)%!(EXTRA int=1)\"")),
    Row("sprintf with %*d and 999999999", "p := sprintf(\"%*d\", [999999999, 1])", .value("\"%!(BADWIDTH)1\"")),
    .memory("bits.lsh(1, 1000000000)", "bits.lsh", "p := bits.lsh(1, 1000000000)"),
    Row("bits.rsh(1, 1000000000)", "p := bits.rsh(1, 1000000000)", .value("0")),
    .memory("10^(10^6) by repeated multiplication", "mul", doubled("10", "@ * @", 40)),
    .memory(
      "bits of numbers of a million digits", "bits.and", "p := bits.and(input.n, 1)",
      input: { "{\"n\":1\(text("0", 1_000_000))}" }),
    Row(
      "the rest of a number of a million digits", "p := input.n % 7", input: { "{\"n\":1\(text("0", 1_000_000))}" },
      strict: true, .failure(.evalBuiltin, "rem: modulo on floating-point number")),
    .memory("units.parse of a number with a huge exponent", "units.parse", "p := units.parse(\"1e1000000000\")"),
    .memory(
      "units.parse of a million digits", "units.parse", "p := units.parse(input.s)", input: input("9", 1_000_000)),
    .memory(
      "units.parse_bytes of a number with a huge exponent", "units.parse_bytes",
      "p := units.parse_bytes(\"1e1000000000\")"),
    .memory(
      "format_int of a number with a huge exponent", "format_int", "p := format_int(input.n, 2)",
      input: { "{\"n\":1e100000000}" }),
    Row(
      "a regular expression that is slow elsewhere", "p := regex.match(\"^(a+)+$\", input.s)",
      input: { "{\"s\":\"\(text("a", 100_000))!\"}" }, .value("false")),
    Row(
      "a repetition of 1,001", "p := regex.match(\"a{1001}\", \"a\")", strict: true,
      .failure(.evalBuiltin, "invalid repeat count")),
    Row(
      "repetitions of repetitions", "p := regex.match(\"((a{100}){100}){100}\", \"a\")", strict: true,
      .failure(.evalBuiltin, "error parsing regexp")),
    .memory(
      "regex.split of a long text into letters", "regex.split", "p := regex.split(\"\", input.s)",
      input: input("ab", 400_000)),
    .memory(
      "regex.find_n of every letter of a long text", "regex.find_n", "p := regex.find_n(\".\", input.s, -1)",
      input: input("ab", 400_000)),
    .memory(
      "regex.find_all_string_submatch_n with many groups", "regex.find_all_string_submatch_n",
      "p := regex.find_all_string_submatch_n(\"\(text("(a)?", 200))\", input.s, -1)", input: input("b", 100_000)),
    .memory(
      "regex.globs_match of two long patterns", "regex.globs_match", "p := regex.globs_match(input.s, input.s)",
      input: input("a*", 20_000)),
    Row(
      "regex.template_match of a long template", "p := regex.template_match(input.s, \"a\", \"{\", \"}\")",
      input: input("{a}", 100_000), .value("false")),
    Row(
      "a glob of thousands of alternatives", "p := glob.match(input.s, [], \"a\")",
      input: { "{\"s\":\"{\((0..<5_000).map { "a\($0)" }.joined(separator: ","))}\"}" }, strict: true,
      .failure(.evalBuiltin, "glob.match: the pattern is too long")),
    Row(
      "a glob of stars against a long text", "p := glob.match(\"\(text("*a", 100))b\", [], input.s)",
      input: input("a", 100_000), .value("false")),
    Row(
      "a glob nested deeply", "p := glob.match(\"\(text("{", 1_000))\", [], \"a\")", strict: true,
      .failure(.evalBuiltin, "glob.match: groups are nested too deeply")),
    Row(
      "time.format with a huge layout", "p := count(time.format([0, \"UTC\", input.s]))",
      input: input("January", 400_000), .value("2800000")),
    .memory(
      "json.patch that adds to a long array", "json.patch",
      "p := json.patch(numbers.range(1, 10000), [o | numbers.range(1, 2000)[_]; o := {\"op\": \"add\", \"path\": \"/0\", \"value\": 1}])"
    ),
    .memory(
      "json.patch that copies itself", "json.patch",
      "p := json.marshal(json.patch([], [o | numbers.range(1, 60)[_]; o := {\"op\": \"copy\", \"from\": \"\", \"path\": \"/0\"}]))"
    ),
    .memory(
      "object.union_n of growing objects", "object.union_n",
      "p := object.union_n([o | some i in numbers.range(1, 3000); o := {i: 1}])"),
    .memory("net.cidr_expand of 10.0.0.0/8", "net.cidr_expand", "p := net.cidr_expand(\"10.0.0.0/8\")"),
    .memory(
      "paths through a graph in which all are neighbours", "graph.reachable_paths",
      "p := graph.reachable_paths({i: n | some i in numbers.range(1, 12); n := numbers.range(1, 12)}, [1])"),
    .memory(
      "a walk over a tree of shared parts", "walk", doubled("[1]", "[@, @]", 20, result: "count([1 | walk(s20, _)])")),
    .memory("split of a long text into letters", "split", "p := split(input.s, \"\")", input: input("ab", 400_000)),
    Row(
      "strings.replace_n with many patterns that begin alike",
      "p := count(strings.replace_n({k: \"\" | some i in numbers.range(1, 5000); k := sprintf(\"a%d\", [i])}, input.s))",
      input: input("a", 200_000), .value("200000")),
  ]

  /// `@` grown step by step: the last, or what is made of it, is `p`.
  static func doubled(_ first: String, _ step: String, _ times: Int = 60, result: String? = nil) -> String {
    "p := \(result ?? "s\(times)")\ns0 := \(first)\n"
      + LimitTests.lines(times) { index in
        "s\(index + 1) := "
          + step.split(separator: "@", omittingEmptySubsequences: false).joined(separator: "s\(index)")
      }
  }
}
