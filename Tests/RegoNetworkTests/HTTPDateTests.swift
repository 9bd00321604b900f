import Testing

@testable import RegoNetwork

@Suite struct HTTPDateTests {
  @Test(
    "dates of HTTP, in the three forms that there are",
    arguments: [
      ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
      ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
      ("Fri, 31 Dec 2100 23:59:59 GMT", 4_133_980_799),
    ])
  func reads(text: String, seconds: Int64) { #expect(HTTPDate.nanoseconds(text) == seconds * 1_000_000_000) }

  @Test("dates beyond 64 bits of nanoseconds are the last there is")
  func late() { #expect(HTTPDate.nanoseconds("Sun, 06 Nov 9999 08:49:37 GMT") == .max) }

  @Test(
    "what is no date of HTTP",
    arguments: [
      "", "0", "-1", "tomorrow", "Sun, 06 Nov 1994", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 25:00:00 GMT",
      "Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
      "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
    ])
  func refuses(text: String) { #expect(HTTPDate.nanoseconds(text) == nil) }
}
