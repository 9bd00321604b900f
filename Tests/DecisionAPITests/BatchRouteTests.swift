import DecisionAPI
import Hummingbird
import HummingbirdTesting
import Rego
import Testing

struct BatchRouteTests {
  private let bench = APIBench()

  @Test("answers each in order, and a bad one spoils none of the others")
  func order() async throws {
    let porcs = [APIBench.granted, "null", APIBench.denied, "[]", #"{"x":1e400}"#, APIBench.granted]
    let list = "[\(porcs.joined(separator: ","))]"
    for body in [list, #"{"porcs":\#(list)}"#] {
      let response = try await bench.ask("/decisions", body: body)
      #expect(response.status == .ok)
      let document = try Document(json: response.text)
      let ids = document.withValue { value in
        let decisions = value["decisions"].items
        #expect(decisions.map { $0["allow"].boolean } == [true, false, false, false, false, true])
        #expect(decisions.map { $0["error"].isUndefined } == [true, false, true, false, false, true])
        return decisions.compactMap { $0["id"].string }
      }
      let recorded = try bench.sink.records.suffix(3).map {
        try Document(json: $0).withValue { $0["metadata"]["decision"].string }
      }
      #expect(ids == recorded)
    }
  }

  @Test("probes leave no records")
  func probe() async throws {
    let response = try await bench.ask("/decisions?probe=true", body: "[\(APIBench.granted)]")
    #expect(response.text == "{\"decisions\":[{\"allow\":true}]}\n" && bench.sink.records.isEmpty)
  }

  @Test("the number of PORCs is bounded")
  func bound() async throws {
    func body(_ count: Int) -> String { "[" + Array(repeating: "{}", count: count).joined(separator: ",") + "]" }
    let most = try await bench.ask("/decisions", body: body(256))
    #expect(try Document(json: most.text).withValue { $0["decisions"].count } == 256)
    let more = try await bench.ask("/decisions", body: body(257))
    #expect(more.status == .contentTooLarge && more.text.contains("256"))
    #expect(try await bench.ask("/decisions", body: "[]").text == "{\"decisions\":[]}\n")
  }

  @Test("anything but a list is refused whole", arguments: ["", "null", "5", "{}", #"{"porcs":{}}"#, "[{}", "[{}] x"])
  func noList(body: String) async throws {
    let response = try await bench.ask("/decisions", body: body)
    #expect(response.status == .badRequest && bench.sink.records.isEmpty)
  }

  @Test("a fault of ours says so for each, and allows none")
  func faults() async throws {
    let response = try await APIBench(fault: .busy).ask("/decisions", body: "[\(APIBench.granted)]")
    #expect(response.text == "{\"decisions\":[{\"allow\":false,\"error\":\"too many decisions wait already\"}]}\n")
  }
}
