import Rego
import RegoPlatform
import TestSupport
import Testing

/// `yaml.marshal`, `yaml.unmarshal` and `yaml.is_valid`.
@Suite struct YAMLTests {
  @Test func `texts and values give what the reference gives`() throws {
    let builtins = BuiltinRegistry.standard.adding(PlatformBuiltins.all)
    let (failures, count) = try BuiltinFixtures.failures(in: "yaml.json", builtins: builtins)
    #expect(failures == [])
    #expect(count > 60)
  }

  @Test func `aliases of aliases are refused`() {
    var lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for level in 1...9 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      lines.append("a\(level): &a\(level) [\(aliases)]")
    }
    let bytes = Array(lines.joined(separator: "\n").utf8)
    let error = #expect(throws: YAMLDocument.ReadError.self) { try YAMLDocument.read(bytes, into: Arena()) }
    #expect(error?.description == "yaml: document contains excessive aliasing")
  }

  @Test func `a text that nests without end is refused`() {
    let bytes = [UInt8](repeating: UInt8(ascii: "["), count: 20_000)
    #expect(throws: YAMLDocument.ReadError.self) { try YAMLDocument.read(bytes, into: Arena()) }
  }

  @Test func `the last of equal keys stays, up to a bound`() throws {
    func text(_ count: Int) -> [UInt8] { Array((0..<count).map { "k: \($0)\n" }.joined().utf8) }
    let arena = Arena()
    #expect(try YAMLDocument.read(text(50), into: arena)["k"].integer == 49)
    #expect(throws: YAMLDocument.ReadError.self) { try YAMLDocument.read(text(500), into: arena) }
  }
}
