import Rego
import Testing

struct SyntaxTermTests {
  static let printed = [
    SyntaxCase("null", "null"),
    SyntaxCase("[true, false,]", "[true, false]"),
    SyntaxCase("[, 1]", "[1]"),
    SyntaxCase("{}", "{}"),
    SyntaxCase("set()", "set()"),
    SyntaxCase("{1, 2,}", "{1, 2}"),
    SyntaxCase("{\"a\": 1, x: [y],}", "{\"a\": 1, x: [y]}"),
    SyntaxCase("{(1): 2}", "{1: 2}"),
    SyntaxCase("_", "_"),
    SyntaxCase("input", "input"),
    SyntaxCase("a.b[\"c d\"][x].e", "a.b[\"c d\"][x].e"),
    SyntaxCase("a[\"b\"]", "a.b"),
    SyntaxCase("a[\"if\"].x", "a[\"if\"].x"),
    SyntaxCase("data.rules.if.contains", "data.rules[\"if\"][\"contains\"]"),
    SyntaxCase("default.x", "default.x"),
    SyntaxCase("[1, 2][i]", "[1, 2][i]"),
    SyntaxCase("{\"a\": 1}.a", "{\"a\": 1}.a"),
    SyntaxCase("f(x).y[z]", "f(x).y[z]"),
    SyntaxCase("a.f(1).b(2)", "a.f(1).b(2)"),
    SyntaxCase("io.jwt.decode(input.token)", "io.jwt.decode(input.token)"),
    SyntaxCase("f(1, [2,],)", "f(1, [2])"),
    SyntaxCase("[x | x := xs[_]; x > 1]", "[x | assign(x, xs[_]); gt(x, 1)]"),
    SyntaxCase("{x | some x in xs}", "{x | some x in xs}"),
    SyntaxCase("{k: v | some k, v in xs}", "{k: v | some k, v in xs}"),
    SyntaxCase("{a | b | c}", "{a | or(b, c)}"),
    SyntaxCase("{(a | b)}", "{or(a, b)}"),
    SyntaxCase("[a | b, c]", "[or(a, b), c]"),
    SyntaxCase("{a | b, c}", "{or(a, b), c}"),
    SyntaxCase("{a: b | c, d: e}", "{a: or(b, c), d: e}"),
    SyntaxCase("-1", "-1"),
    SyntaxCase("- 1.5e3", "-1.5e3"),
    SyntaxCase(".5", ".5"),
    SyntaxCase("123456789012345678901234567890", "123456789012345678901234567890"),
    SyntaxCase("0.10", "0.10"),
    SyntaxCase("1E+2", "1E+2"),
  ]

  @Test("terms print as the reference prints them", arguments: printed)
  func printing(_ example: SyntaxCase) throws {
    #expect(try Syntax.term(example.text).description == example.want)
  }

  static let operators = [
    SyntaxCase("a + b * c", "plus(a, mul(b, c))"),
    SyntaxCase("a - b - c", "minus(minus(a, b), c)"),
    SyntaxCase("(a + b) * c", "mul(plus(a, b), c)"),
    SyntaxCase("a | b & c - d", "or(a, and(b, minus(c, d)))"),
    SyntaxCase("a == b | c", "equal(a, or(b, c))"),
    SyntaxCase("a + 1 < b * 2", "lt(plus(a, 1), mul(b, 2))"),
    SyntaxCase("a < b == c", "equal(lt(a, b), c)"),
    SyntaxCase("a % b / c", "div(rem(a, b), c)"),
    SyntaxCase("a-1", "minus(a, 1)"),
    SyntaxCase("a >= b", "gte(a, b)"),
    SyntaxCase("a <= b", "lte(a, b)"),
    SyntaxCase("a > b", "gt(a, b)"),
    SyntaxCase("a != b", "neq(a, b)"),
    SyntaxCase("x in xs", "internal.member_2(x, xs)"),
    SyntaxCase("k, v in xs", "internal.member_3(k, v, xs)"),
    SyntaxCase("x in xs in ys", "internal.member_2(internal.member_2(x, xs), ys)"),
    SyntaxCase("x + 1 in xs | ys", "internal.member_2(plus(x, 1), or(xs, ys))"),
    SyntaxCase("x in xs == true", "internal.member_2(x, equal(xs, true))"),
    SyntaxCase("f(k, v in xs)", "f(k, internal.member_2(v, xs))"),
    SyntaxCase("f((k, v in xs))", "f(internal.member_3(k, v, xs))"),
    SyntaxCase("[k, v in xs]", "[k, internal.member_2(v, xs)]"),
    SyntaxCase("{(k, v in xs)}", "{internal.member_3(k, v, xs)}"),
    SyntaxCase("a[k, v in xs]", "a[internal.member_3(k, v, xs)]"),
  ]

  @Test("operators bind by precedence, to the left", arguments: operators)
  func precedence(_ example: SyntaxCase) throws {
    #expect(try Syntax.term(example.text).description == example.want)
  }

  static let strings = [
    SyntaxCase(#""plain""#, "plain"),
    SyntaxCase(#""a\n\t\"\\\/\b\f\r""#, "a\n\t\"\\/\u{8}\u{C}\r"),
    SyntaxCase(#""\u00e9\u20AC""#, "é€"),
    SyntaxCase(#""\ud83d\ude00""#, "😀"),
    SyntaxCase(#""\ud83d!""#, "\u{FFFD}!"),
    SyntaxCase(#""é€😀""#, "é€😀"),
    SyntaxCase("`a\\n\"b\"\n`", "a\\n\"b\"\n"),
    SyntaxCase("``", ""),
  ]

  @Test("strings have their escapes resolved, raw ones have none", arguments: strings)
  func escapes(_ example: SyntaxCase) throws {
    guard case .string(let value) = try Syntax.term(example.text).node else {
      Issue.record("not a string")
      return
    }
    #expect(value == example.want)
  }

  @Test("every wildcard is a variable of its own within the module")
  func wildcards() throws {
    let module = try Syntax.module("p if { a[_][_] }\nq if { _ = b[_] }\n")
    var names: [String] = []
    func collect(_ term: Term) {
      switch term.node {
      case .variable(let name): if name.hasPrefix("$") { names.append(name) }
      case .reference(let steps): steps.forEach(collect)
      default: break
      }
    }
    for rule in module.rules {
      for expression in rule.body {
        switch expression.node {
        case .term(let term): collect(term)
        case .call(_, let operands): operands.forEach(collect)
        default: break
        }
      }
    }
    #expect(names.count == 4)
    #expect(Set(names).count == 4)
  }

  @Test("input and data are references even alone")
  func roots() throws {
    guard case .reference(let steps) = try Syntax.term("input").node else {
      Issue.record("not a reference")
      return
    }
    #expect(steps.count == 1)
  }

  @Test("a query has its expressions in order, joined by `;` or line ends")
  func queries() throws {
    let body = try Syntax.query(
      "x := 1; y = input.z\nnot q[y] with input as {} with data.a as 2; some z; every v in x { v }")
    #expect(
      body.map(\.description) == [
        "assign(x, 1)", "y = input.z", "not q[y] with input as {} with data.a as 2", "some z", "every v in x { v }",
      ])
  }
}
