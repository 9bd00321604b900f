import Rego
import RegoNetwork
import Synchronization
import Testing

@Suite struct AddressLookupTests {
  private let call = PolicyCall(NetworkClient())

  @Test(
    "an address is its own, in its usual form",
    arguments: [
      ("10.0.0.0", "[\"10.0.0.0\"]"), ("::", "[\"::\"]"), ("0:0:0:0:0:0:0:1", "[\"::1\"]"),
      ("::ffff:1.2.3.4", "[\"1.2.3.4\"]"),
    ])
  func addresses(name: String, wanted: String) { #expect(call("net.lookup_ip_addr(\"\(name)\")") == wanted) }

  @Test("localhost is this machine")
  func localhost() {
    #expect(
      ["[\"127.0.0.1\"]", "[\"127.0.0.1\",\"::1\"]", "[\"::1\"]"].contains(call("net.lookup_ip_addr(\"localhost\")")))
  }

  @Test("what is no name is not asked for", arguments: ["", "127.1", "0x7f.1", "a b", "a\\u0000b"])
  func noNames(name: String) { #expect(call("net.lookup_ip_addr(\"\(name)\")").hasSuffix(": no such host")) }

  @Test("anything but a string is an error")
  func types() {
    #expect(
      call("net.lookup_ip_addr(json.unmarshal(\"1\"))").hasSuffix(
        "net.lookup_ip_addr: operand 1 must be string but got number"))
  }

  /// Answers from a record, as a replay does.
  private final class Record: NetworkAccess {
    let asked = Mutex<[String]>([])

    func exchange(_ request: NetworkRequest, _ patience: Patience) throws(NetworkFailure) -> NetworkResponse {
      asked.withLock { $0.append("\(request.method) \(request.url)") }
      return NetworkResponse(statusCode: 204, status: "204 No Content", headers: [("A", "b")], body: [])
    }

    func addresses(of host: String, _ patience: Patience) throws(NetworkFailure) -> [String] {
      asked.withLock { $0.append(host) }
      return ["192.0.2.1"]
    }
  }

  @Test("a host may answer for the network, and is asked once an evaluation")
  func recorded() {
    let record = Record()
    let call = PolicyCall(record)
    #expect(
      call("[net.lookup_ip_addr(\"a.test\"), net.lookup_ip_addr(\"a.test\")]") == "[[\"192.0.2.1\"],[\"192.0.2.1\"]]")
    #expect(call("\(PolicyCall.send("http://a.test")).headers") == "{\"a\":[\"b\"]}")
    #expect(record.asked.withLock { $0 } == ["a.test", "GET http://a.test"])
  }
}
