import Hummingbird
import HummingbirdTesting
import Rego
import Testing

struct FormBodyTests {
  private let bench = APIBench()
  private static let form = "application/x-www-form-urlencoded"
  private static let multipart = "multipart/form-data; boundary=\"b 1\""

  private func recorded(_ member: String) throws -> String? {
    try Document(json: try #require(bench.sink.records.last)).withValue { $0[member].string }
  }

  @Test(
    "a form is a flat object of strings, the first value of each name",
    arguments: [
      ("operation=a%3Ab+c&operation=x&y", "", "a:b c"), ("operation=a", "?operation=b", "a"),
      ("x=1", "?operation=b", "b"), ("operation=%C3%A9&&", "", "é"),
    ])
  func form(body: String, query: String, operation: String) async throws {
    let response = try await bench.ask("/decision\(query)", type: Self.form, body: body)
    #expect(response.text == "{\"allow\":false}\n")
    #expect(try recorded("operation") == operation)
  }

  @Test("a form that cannot be read is refused", arguments: ["a=%zz", "a=%4", "a=1;b=2", "a=%ff"])
  func badForm(body: String) async throws {
    #expect(try await bench.ask("/decision", type: Self.form, body: body).status == .badRequest)
    #expect(bench.sink.records.isEmpty)
  }

  private func part(_ name: String, _ value: String, _ more: String = "") -> String {
    "--b 1\r\nContent-Disposition: form-data; name=\"\(name)\"\(more)\r\n\r\n\(value)\r\n"
  }

  @Test("fields of a multipart form count, its files do not")
  func multipart() async throws {
    let fields = part("operation", "a:b:c\r\n--b") + part("resource", "mrn:f", "; filename=\"f\"")
    let response = try await bench.ask("/decision", type: Self.multipart, body: "preamble\r\n\(fields)--b 1--")
    #expect(response.text == "{\"allow\":false}\n")
    #expect(try recorded("operation") == "a:b:c\r\n--b")
    #expect(try recorded("resource") != "mrn:f")
  }

  @Test(
    "a multipart form that ends early is refused",
    arguments: ["nothing", "--b 1", "--b 1\r\nContent", "--b 1\r\n\r\nx", "--b 1\r\n\r\n--b 1"])
  func badMultipart(body: String) async throws {
    #expect(try await bench.ask("/decision", type: Self.multipart, body: body).status == .badRequest)
  }

  @Test("the number of fields is bounded")
  func bounds() async throws {
    let fields = Array(repeating: "a=1", count: 10_001)
    for (count, status) in [(10_000, 200), (10_001, 400)] {
      let body = fields.prefix(count).joined(separator: "&")
      #expect(try await bench.ask("/decision", type: Self.form, body: body).status.code == status)
    }
    for (count, status) in [(1_000, 200), (1_001, 400)] {
      let body = String(repeating: part("a", "1"), count: count) + "--b 1--"
      #expect(try await bench.ask("/decision", type: Self.multipart, body: body).status.code == status)
    }
  }
}
