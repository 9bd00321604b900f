import Testing

@Suite struct TodoCommentTests {
  let rule = RegoRuleCases("todo-comment")

  @Test(
    "a comment that puts something off is reported",
    arguments: [
      (
        """
        # TODO: ask for the role
        allow = true
        """, ["2:1"]
      ),
      ("allow = true # FIXME", ["2:14"]),
      (
        """
        # todo later
        allow = true
        """, ["2:1"]
      ),
      (
        """
        # XXX
        allow = true
        """, ["2:1"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "other comments pass",
    arguments: [
      """
      # what is done
      allow = true
      """,
      """
      # see mastodon
      allow = true
      """,
      ##"allow = "# TODO""##,
      """
      # the todo list of the user
      allow = true
      """,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
