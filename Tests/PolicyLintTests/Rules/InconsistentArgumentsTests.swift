import Testing

@Suite struct InconsistentArgumentsTests {
  let rule = RegoRuleCases("inconsistent-arguments")

  @Test(
    "a parameter with another name is reported",
    arguments: [
      (
        """
        f(a, b) = 1 { a == b }
        f(b, a) = 2 { a > b }
        """, ["3:3", "3:6"]
      ),
      (
        """
        f(x) = 1 { x == 1 }
        f(_) = 2
        f(y) = 3 { y == 4 }
        """, ["4:3"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "equal names, `_` and patterns pass",
    arguments: [
      """
      f(a, b) = 1 { a == b }
      f(a, _) = 2 { a > 2 }
      f("x", b) = 3 { b == 4 }
      """,
      """
      f(a) = a
      g(b) = b
      """,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
