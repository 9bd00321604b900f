import Testing

@testable import Rego

@Suite struct BuiltinFormatTests {
  static let sprintf: [BuiltinCall] = [
    .init("sprintf", #"["%s has %d of %v", ["Ada", 3, [1, "x"]]]"#, #""Ada has 3 of [1, \"x\"]""#),
    .init("sprintf", #"["%v %v %v", [null, true, {"$set": []}]]"#, #""null true set()""#),
    .init(
      "sprintf", #"["%5d|%-5d|%05d|%+d|% d|%x|%X|%o|%b", [42, 42, 42, 42, 42, 255, 255, 8, 5]]"#,
      #""   42|42   |00042|+42| 42|ff|FF|10|101""#),
    .init(
      "sprintf", #"["%6.2f|%e|%g|%v|%v", [3.14159, 1234.5, 0.00001, 1e21, 1234567.0]]"#,
      #""  3.14|1.234500e+03|1e-05|1e+21|1.234567e+06""#),
    .init("sprintf", #"["%q %c %U %#U", ["a\"b", 233, 233, 233]]"#, #""\"a\\\"b\" é U+00E9 U+00E9 'é'""#),
    .init("sprintf", #"["%d", [123456789012345678901234567890]]"#, #""123456789012345678901234567890""#),
    .init(
      "sprintf", #"["%x|%+d", [123456789012345678901234567890, 123456789012345678901234567890]]"#,
      #""18ee90ff6c373e0ee4e3f0ad2|+123456789012345678901234567890""#),
    .init("sprintf", #"["%[2]s %[1]s %[3]s", ["a", "b"]]"#, #""b a %!s(BADINDEX)""#),
    .init("sprintf", #"["%*d|%.*f|%*d", [4, 7, 1, 2.55, "x", 1]]"#, #""   7|2.5|%!(BADWIDTH)1""#),
    .init("sprintf", #"["%d %s %y %", ["a"]]"#, #""%!d(string=a) %!s(MISSING) %!y(MISSING) %!(NOVERB)""#),
    .init("sprintf", #"["%d", [1, 2.5, "x"]]"#, #""1%!(EXTRA float64=2.5, string=x)""#),
    .init(
      "sprintf", #"["%5s|%-5s|%.2s|%05s|%x|% x", ["é", "é", "éàü", "é", "é", "é"]]"#,
      #""    é|é    |éà|0000é|c3a9|c3 a9""#),
    .init("sprintf", #"["%T %T %T %T", [1, 1.5, "a", []]]"#, #""int float64 string string""#),
    .init("sprintf", #"["100%%", []]"#, #""100%""#),
    .init("sprintf", #"["%s", "a"]"#, "!operand 2 must be array but got string"),
    .init("sprintf", #"["%d", [1e400]]"#, #""%!d(string=1e400)""#),
  ]

  static let templates: [BuiltinCall] = [
    .init("strings.render_template", #"["Dear {{.who}},", {"who": "Zoë"}]"#, #""Dear Zoë,""#),
    .init(
      "strings.render_template",
      #"["{{range $i, $x := .l}}{{if $i}}; {{end}}{{$x}}{{else}}none{{end}}", {"l": [3, null]}]"#,
      #""3; <no value>""#),
    .init("strings.render_template", #"["{{range .l}}x{{else}}none{{end}}", {"l": []}]"#, #""none""#),
    .init(
      "strings.render_template",
      #"["{{with .a}}{{.b}}{{end}}{{- if and .a (not .c) }} y {{- end}}", {"a": {"b": 1}, "c": false}]"#,
      #""1 y""#),
    .init(
      "strings.render_template", #"["{{printf \"%03d\" 7 | html}} {{len .l}} {{index .l 1}}", {"l": ["a", "b"]}]"#,
      #""007 2 b""#),
    .init(
      "strings.render_template", #"["{{define \"t\"}}[{{.}}]{{end}}{{template \"t\" .a}}", {"a": [1, {"b": 2}]}]"#,
      #""[[1 map[b:2]]]""#),
    .init("strings.render_template", #"["{{.gone}}!", {"a": 1}]"#, #""<undefined>!""#),
    .init(
      "strings.render_template", #"["x\n {{.gone}}", {}]"#,
      #"!template: template:2:3: executing "template" at <.gone>: map has no entry for key "gone""#),
    .init("strings.render_template", #"["{{if .a}}", {"a": 1}]"#, "!template: template:1: unexpected EOF"),
    .init(
      "strings.render_template", #"["{{nope}}", {"a": 1}]"#, #"!template: template:1: function "nope" not defined"#),
    .init(
      "strings.render_template", #"["{{define \"t\"}}{{template \"t\" .}}{{end}}{{template \"t\" .}}", {"a": 1}]"#,
      "!templates call each other too deeply"),
  ]

  static let output: [BuiltinCall] = [
    .init(
      "internal.template_string", #"[["n=", {"$set": [1]}, {"$set": []}, {"$set": ["s"]}]]"#, #""n=1<undefined>s""#),
    .init("trace", #"["note"]"#, "true"),
    .init("opa.runtime", "[]", "{}"),
  ]

  @Test(arguments: sprintf) func `formats as Go does`(call: BuiltinCall) throws { try call.check() }
  @Test(arguments: templates) func `renders templates`(call: BuiltinCall) throws { try call.check() }
  @Test(arguments: output) func `builds text`(call: BuiltinCall) throws { try call.check() }

  @Test func `print calls the listener once for each combination`() throws {
    nonisolated(unsafe) var lines: [String] = []
    let call = BuiltinCall("internal.print", #"[[{"$set": ["a", "b"]}, {"$set": []}, "x", {"$set": [[1]]}]]"#, "")
    _ = try call.result { $0.onPrint = { text, _ in lines.append(text) } }
    #expect(lines == ["a <undefined> x [1]", "b <undefined> x [1]"])
  }
}
