import Testing

@Suite struct TrailingWhitespaceTests {
  let rule = RegoRuleCases("trailing-whitespace")

  @Test(
    "white space at a line end is reported",
    arguments: [
      (
        """
        allow = true  
        default x = 1	
        """, ["2:13", "3:14"]
      ),
      (
        """
        allow {
          
          input.x
        }
        """, ["3:1"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "clean lines, and raw strings, pass",
    arguments: [
      "allow = true",
      """
      x = `a  
      b`
      """,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }

  @Test(
    "the fix parses, and leaves nothing to fix",
    arguments: [
      (
        """
        allow = true  
        x = 1	
        """,
        """
        allow = true
        x = 1
        """
      ),
      (
        """
        allow {
          
          input.x # a 
        }
        """,
        """
        allow {

          input.x # a
        }
        """
      ),
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
