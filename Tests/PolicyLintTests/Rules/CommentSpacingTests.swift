import Testing

@Suite struct CommentSpacingTests {
  let rule = RegoRuleCases("comment-spacing")

  @Test(
    "a comment without a space is reported",
    arguments: [
      (
        """
        #comment
        allow = true
        """, ["2:1"]
      ),
      ("allow = true #1", ["2:14"]),
      (
        """
        ##heading
        allow = true
        """, ["2:1"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "comments with a space, and lines, pass",
    arguments: [
      """
      # comment
      allow = true
      """,
      """
      #
      allow = true
      """,
      """
      #######
      allow = true
      """,
      """
      #-----
      allow = true
      """,
      ##"allow = "#a""##,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }

  @Test(
    "the fix parses, and leaves nothing to fix",
    arguments: [
      (
        """
        #comment
        allow = true #é
        """,
        """
        # comment
        allow = true # é
        """
      ),
      (
        """
        ##heading
        allow = true
        """,
        """
        ## heading
        allow = true
        """
      ),
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
