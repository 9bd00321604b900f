import Testing

@testable import Rego

@Suite struct ValueArenaTests {
  @Test func `a fresh arena holds nothing and makes empty collections`() {
    let arena = Arena()
    #expect(arena.bytesUsed == 0)
    #expect(arena.array([]).count == 0 && arena.array([]) == arena.array([]))
    #expect(JSONWriter.string(arena.array([])) == "[]")
    let other = Arena()
    #expect(JSONWriter.string(ObjectBuilder(other).finish()) == "{}")
    #expect(arena.string("") == other.string(""))
  }

  @Test func `values survive any growth of their arena`() {
    let arena = Arena()
    var strings: [Value] = []
    for index in 0..<20_000 { strings.append(arena.string("text number \(index)")) }
    #expect(strings.enumerated().allSatisfy { $0.element.string == "text number \($0.offset)" })
    #expect(arena.bytesUsed > 20_000 * 16)
  }

  @Test(arguments: [0, 1, 7, 8, 9, 16_383, 16_384, 16_385, 5_000_000])
  func `a piece of any size is as large as asked and aligned`(byteCount: Int) {
    let arena = Arena()
    for _ in 0..<3 {
      let piece = arena.allocate(byteCount)
      #expect(UInt(bitPattern: piece) % 8 == 0)
      if byteCount > 0 {
        piece.storeBytes(of: 0xA5, as: UInt8.self)
        (piece + byteCount - 1).storeBytes(of: 0x5A, as: UInt8.self)
      }
    }
  }

  @Test func `a reset arena starts over and reuses its memory`() {
    let arena = Arena()
    let first = arena.string("before")
    let place = first.pointer
    for index in 0..<10_000 { _ = arena.string("filler \(index)") }
    arena.reset()
    #expect(arena.bytesUsed == 0 && !arena.isExhausted)
    let second = arena.string("after!")
    #expect(second.string == "after!")
    #if !ARENA_GUARDS  // Built for a memory checker, an arena keeps nothing.
      #expect(second.pointer == place)
    #endif
  }

  @Test func `an arena keeps no more than it may over a reset`() {
    let arena = Arena(bytesKept: 64 * 1024)
    for _ in 0..<100 { _ = arena.allocate(100_000) }
    arena.reset()
    #expect(arena.state.pointee.chunkCount <= 4)
    let huge = Arena(bytesKept: 1 << 20)
    _ = huge.allocate(32 << 20)
    huge.reset()
    #expect(huge.state.pointee.chunkCount == 0)
    #expect(huge.string("still in use").string == "still in use")
  }

  @Test func `asking for more than the bound exhausts the arena until its reset`() {
    let arena = Arena(bytesMax: 1 << 20)
    #expect(arena.admits(1 << 20) && !arena.isExhausted)
    #expect(!arena.admits(1 << 20 + 1) && arena.isExhausted)
    arena.reset()
    _ = arena.string("x")
    arena.reset()
    #expect(!arena.isExhausted)
    for _ in 0..<20 { _ = arena.allocate(64 * 1024) }
    #expect(arena.isExhausted)
    arena.reset()
    #expect(!arena.isExhausted)
  }

  @Test(arguments: [-1, Int.min, Int.max, 1 << 41])
  func `no arena admits what no memory could hold`(byteCount: Int) {
    let arena = Arena()
    #expect(!arena.admits(byteCount))
    #expect(arena.isExhausted)
  }

  @Test func `a copy is equal and independent of what it was copied from`() throws {
    let text = #"{"a":[1,2.50,-0,1e400,"\u00fc",null,true,{"b":[]}],"z":{}}"#
    let source = Arena()
    let copied: Document
    do {
      let value = try text.utf8Read(into: source)
      copied = Document(copying: value)
      #expect(copied.value == value)
    }
    source.reset()
    #expect(copied.json == #"{"a":[1,2.50,-0,1e400,"ü",null,true,{"b":[]}],"z":{}}"#)
  }

  @Test func `one document is read by many threads`() async throws {
    let long = String(repeating: "x", count: 200)
    let rows = (0..<500).map { #""key \#(499 - $0)":[\#($0),"ü\#($0)",{"b":1.5,"a":"\#(long)"}]"# }
    let document = try Document(json: "{" + rows.joined(separator: ",") + "}")
    let texts = await withTaskGroup(of: [String].self) { group in
      for _ in 0..<8 {
        group.addTask {
          (0..<5).map { _ in
            let value = document.value
            let sum = (0..<500).reduce(Int64(0)) { $0 + (value["key \($1)"][0].integer ?? -1) }
            let points = value.items.count + value["key 0"][1].codePointCount
            return "\(sum) \(points) \(value.hash) \(document.json.utf8.count) \(value == document.value)"
          }
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(Set(texts).count == 1 && texts.count == 40)
    #expect(texts[0].hasPrefix("124750 4 "))
  }
}

extension String {
  /// This JSON text as a value in `arena`.
  func utf8Read(into arena: Arena) throws -> Value {
    try Array(utf8).withUnsafeBufferPointer { try JSONReader.read($0, into: arena) }
  }
}
