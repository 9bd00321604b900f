import Testing

@Suite struct MixedIndentationTests {
  let rule = RegoRuleCases("mixed-indentation")

  @Test(
    "tabs among spaces are reported once",
    arguments: [
      (
        """
        allow {
          input.x
        	input.y
        	input.z
        }
        """, ["4:1"]
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
    "one of them throughout passes",
    arguments: [
      """
      allow {
      	input.x
      	input.y
      }
      """,
      """
      allow {
        input.x
          input.y
      }
      """,
      "allow = true",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
