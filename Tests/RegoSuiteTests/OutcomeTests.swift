import RegoSuite
import Testing

@Test func outcomesHaveTheNamesOfReports() {
  #expect(RegoTestOutcome.skip.rawValue == "skip")
}
