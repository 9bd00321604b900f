import Testing

@testable import Server

struct AdminPlaceTests {
  @Test(
    "a place is a host and a port",
    arguments: [
      ("127.0.0.1:9901", "127.0.0.1", 9901), ("localhost:0", "localhost", 0), ("[::1]:80", "::1", 80),
      ("0.0.0.0:65535", "0.0.0.0", 65535),
    ])
  func places(_ text: String, _ host: String, _ port: Int) throws {
    let place = try #require(AdminPlace(text))
    #expect((place.host, place.port, place.text) == (host, port, text))
  }

  @Test(
    "what leaves out the host or the port is no place",
    arguments: ["9901", ":9901", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:80", "[]:80", "a b:1", "", "off"])
  func noPlaces(_ text: String) { #expect(AdminPlace(text) == nil) }

  @Test("a sample's label may hold anything")
  func metrics() {
    var page = MetricsPage()
    page.add("a", .gauge, "An a.", [("b", "c\"\\\n")], "1")
    page.add("a", .gauge, "An a.", [], "2")
    #expect(page.text == "# HELP a An a.\n# TYPE a gauge\na{b=\"c\\\"\\\\\\n\"} 1\na 2\n")
  }
}
