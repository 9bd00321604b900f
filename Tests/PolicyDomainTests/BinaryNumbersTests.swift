import PolicyDomain
import Rego
import Testing

@Suite struct BinaryNumbersTests {
  @Test("arrays in arrays in arrays are rounded without taking their measure on every level anew")
  func deeplyNested() throws {
    let text = String(repeating: "[", count: 200) + "9007199254740993" + String(repeating: "]", count: 200)
    let arena = Arena(bytesKept: .max)
    let document = try Document(json: text)
    let rounded = document.withValue { arena.array([BinaryNumbers.rounded($0, into: arena)]) }
    #expect(JSONWriter.string(rounded) == "[" + text.replacing("993", with: "992") + "]")
  }
}
