import Testing

@testable import Rego

@Suite struct BuiltinNetworkTests {
  static let calls: [BuiltinCall] = [
    .init("net.cidr_contains", #"["172.16.0.0/12", "172.31.255.255"]"#, "true"),
    .init("net.cidr_contains", #"["172.16.0.0/12", "172.32.0.0"]"#, "false"),
    .init("net.cidr_contains", #"["172.16.0.0/12", "172.16.0.0/11"]"#, "false"),
    .init("net.cidr_contains", #"["fd00::/8", "fd12:3456::1"]"#, "true"),
    .init("net.cidr_contains", #"["::ffff:10.0.0.0/104", "10.1.2.3"]"#, "true"),
    .init("net.cidr_contains", #"["::/0", "10.1.2.3"]"#, "false"),
    .init("net.cidr_contains", #"["10.0.0.0/33", "10.0.0.1"]"#, "!invalid CIDR address: 10.0.0.0/33"),
    .init(
      "net.cidr_contains", #"["10.0.0.0/8", "10.0.0"]"#,
      "!not a valid textual representation of an IP address or CIDR: 10.0.0"),
    .init("net.cidr_contains", #"["10.0.0.0/8", 1]"#, "!operand 1 must be string but got number"),
    .init("net.cidr_intersects", #"["10.0.0.0/8", "10.200.0.0/16"]"#, "true"),
    .init("net.cidr_intersects", #"["10.0.0.0/8", "11.0.0.0/16"]"#, "false"),
    .init("net.cidr_is_valid", #"["fe80::1%eth0/64"]"#, "false"),
    .init("net.cidr_is_valid", #"["10.00.0.0/8"]"#, "false"),
    .init("net.cidr_is_valid", #"["1::2::3/64"]"#, "false"),
    .init("net.cidr_is_valid", #"["1:2:3:4:5:6:7:8/128"]"#, "true"),
    .init("net.cidr_expand", #"["10.0.0.254/30"]"#, #"{"10.0.0.252", "10.0.0.253", "10.0.0.254", "10.0.0.255"}"#),
    .init("net.cidr_expand", #"["2001:db8:0:0:1::/127"]"#, #"{"2001:db8:0:0:1::", "2001:db8::1:0:0:1"}"#),
    .init("net.cidr_expand", #"["::/0"]"#, "!memory limit reached"),
    .init("net.cidr_merge", #"[["10.1.0.0/17", "10.1.128.0/17", "10.2.0.0/24"]]"#, #"{"10.1.0.0/16", "10.2.0.0/24"}"#),
    .init("net.cidr_merge", #"[["10.1.1.0/24", "10.1.2.0/24", "10.1.3.0/24"]]"#, #"{"10.1.1.0/24", "10.1.2.0/23"}"#),
    .init("net.cidr_merge", #"[{"$set": ["0.0.0.0/1", "128.0.0.0/1"]}]"#, #"{"0.0.0.0/0"}"#),
    .init("net.cidr_merge", #"[["200.1.2.3"]]"#, #"{"200.1.2.3/24"}"#),
    .init("net.cidr_merge", "[[1]]", "!element must be string"),
    .init("net.cidr_merge", "[1]", "!operand must be an array"),
    .init("net.cidr_contains_matches", #"[{"lan": "10.0.0.0/8"}, ["10.1.1.1", "11.1.1.1"]]"#, #"{["lan", 0]}"#),
    .init("net.cidr_contains_matches", #"[[["10.0.0.0/8", "x"]], "10.0.0.1"]"#, #"{[0, "10.0.0.1"]}"#),
    .init(
      "net.cidr_contains_matches", #"["10.0.0.0/8", [[]]]"#, "!operand 2: element must be string or non-empty array"),
  ]

  @Test(arguments: calls) func `networks hold addresses`(call: BuiltinCall) throws { try call.check() }

  @Test(arguments: [
    "0:0:0:0:0:0:0:0", "::1", "1::", "1:0:0:2::3", "2001:db8:0:1:1:1:1:1", "fe80::", "1:2:3:4:5:6:7:8", "::2:0:0:3",
  ])
  func `an address that is printed and read again is the same`(text: String) throws {
    let first = try #require(Array(text.utf8).withUnsafeBufferPointer { IPAddress.parse($0) }).address
    let again = try #require(Array(first.text.utf8).withUnsafeBufferPointer { IPAddress.parse($0) }).address
    #expect(first == again)
  }

  @Test(arguments: [
    "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "::1.2.3", "1.2.3.4.5", "1.2.3.256", "::g",
    "1:2:3:4:5:6:7:8::", "::1.2.3.4:5",
  ])
  func `what is no address is none`(text: String) {
    #expect(Array(text.utf8).withUnsafeBufferPointer { IPAddress.parse($0) } == nil)
  }
}
