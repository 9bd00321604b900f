import Testing

@testable import Rego

@Suite struct ValueCollectionTests {
  static let sizes = [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 31, 32, 33, 64, 255, 256, 257, 3_000]

  /// The numbers below `count` in an order that is neither rising nor falling.
  static func shuffled(_ count: Int) -> [Int] { (0..<count).map { $0 * 7_919 % max(count, 1) } }

  @Test(arguments: sizes) func `an object finds every key it was given and no other`(count: Int) {
    let count = count % 7_919 == 0 ? count + 1 : count
    let arena = Arena()
    var builder = ObjectBuilder(arena)
    for number in Self.shuffled(count) { builder.set("key \(number)", Value(number)) }
    let object = builder.finish()
    #expect(object.count == count)
    for number in 0..<count { #expect(object["key \(number)"] == Value(number)) }
    #expect(object["key"].isUndefined && object["key \(count)"].isUndefined && object[""].isUndefined)
    let keys = object.pairs.map { $0.key.string ?? "" }
    #expect(keys == (0..<count).map { "key \($0)" }.sorted())
    // Sorting moved the entries: the index must have followed.
    for number in 0..<count { #expect(object.member(arena.string("key \(number)")) == Value(number)) }
  }

  @Test(arguments: sizes) func `a set holds each member once, in order`(count: Int) {
    let arena = Arena()
    var builder = SetBuilder(arena)
    for _ in 0..<2 { for number in Self.shuffled(count) { builder.insert(Value(number)) } }
    for number in 0..<count { builder.insert(arena.number("\(number).0")) }
    let set = builder.finish()
    #expect(set.items.map(\.integer) == (0..<count).map { Int64($0) })
    for number in 0..<count { #expect(set.hasMember(Value(number))) }
    #expect(!set.hasMember(Value(count)) && !set.hasMember(Value(-1)) && !set.hasMember(.null))
  }

  @Test(arguments: sizes) func `an array keeps order and length`(count: Int) {
    let arena = Arena()
    var builder = ArrayBuilder(arena)
    for number in 0..<count { builder.append(Value(number)) }
    let array = builder.finish()
    #expect(array.count == count && array.items.map(\.integer) == (0..<count).map { Int64($0) })
    #expect(array[count].isUndefined && array[-1].isUndefined && array["0"].isUndefined)
  }

  @Test(arguments: [1, 8, 9, 40]) func `the last of equal keys wins`(count: Int) {
    let arena = Arena()
    var builder = ObjectBuilder(arena)
    for round in 0..<3 { for number in 0..<count { builder.set("k\(number)", Value(round)) } }
    let object = builder.finish()
    #expect(object.count == count && object.pairs.allSatisfy { $0.value == Value(2) })
  }

  @Test(arguments: [3, 8, 9, 100]) func `collections are equal whatever order they were built in`(count: Int) {
    let (a, b) = (Arena(), Arena())
    var objects = (ObjectBuilder(a), ObjectBuilder(b))
    var sets = (SetBuilder(a), SetBuilder(b))
    for number in 0..<count {
      objects.0.set("k\(number)", Value(number))
      sets.0.insert(Value(number))
      objects.1.set("k\(count - 1 - number)", Value(count - 1 - number))
      sets.1.insert(a.number("\(count - 1 - number).00"))
    }
    let (left, right) = (objects.0.finish(), objects.1.finish())
    let (leftSet, rightSet) = (sets.0.finish(), sets.1.finish())
    #expect(left == right && left.hash == right.hash)
    #expect(leftSet == rightSet && leftSet.hash == rightSet.hash)
    #expect(Value.compare(left, right) == 0 && Value.compare(leftSet, rightSet) == 0)
    var more = SetBuilder(a)
    more.insert(Value(0))
    #expect(more.finish() != leftSet)
  }

  @Test func `collections know how deep they nest`() throws {
    let arena = Arena()
    let heights = ["1": 0, "[]": 1, "{}": 1, "[1,[2]]": 2, #"{"a":[{"b":[]}],"c":1}"#: 4, "[[],[[[]]],[]]": 4]
    for (text, height) in heights {
      let value = try text.utf8Read(into: arena)
      let (copied, symbols) = (Document(copying: value), SymbolTable())
      let adopted = symbols.adopt(value)
      #expect(value.height == height && copied.value.height == height && adopted.height == height, "\(text)")
      var (object, set, array) = (ObjectBuilder(arena), SetBuilder(arena), ArrayBuilder(arena))
      object.set(value, value)
      set.insert(value)
      array.append(value)
      #expect([object.finish(), set.finish(), array.finish()].allSatisfy { $0.height == height + 1 }, "\(text)")
    }
  }

  @Test func `a value that nests too deeply exhausts its arena`() {
    let arena = Arena()
    var value = arena.array([])
    for _ in 1..<Value.heightMax { value = arena.array([value]) }
    #expect(value.height == Value.heightMax && !arena.isExhausted)
    _ = arena.array([value])
    #expect(arena.isExhausted)
    arena.reset()
    #expect(!arena.isExhausted)
  }

  @Test func `any value may be a key or a member`() throws {
    let arena = Arena()
    let keys = try [
      "null", "true", "false", "0", "0.5", "12345678901234567890123", #""""#, #""0""#, "[]", "[1]", "[[1]]", "{}",
      #"{"a":1}"#, #"{"a":[1]}"#, #""longer text to be a key""#,
    ].map { try $0.utf8Read(into: arena) }
    var object = ObjectBuilder(arena)
    var set = SetBuilder(arena)
    for (index, key) in keys.enumerated() {
      object.set(key, Value(index))
      set.insert(key)
    }
    let (made, members) = (object.finish(), set.finish())
    #expect(made.count == keys.count && members.items == keys.sorted())
    for (index, key) in keys.enumerated() {
      let copy = Document(copying: key)
      #expect(made.member(copy.value) == Value(index))
      #expect(members.hasMember(copy.value))
    }
  }

  /// n² members with n! arrangements: a hash that adds up what elements say would give them all one.
  @Test func `rearranging nested elements changes the hash`() throws {
    let arena = Arena()
    var hashes: Set<UInt32> = []
    let pairs = [("b", "c"), ("c", "b")]
    for (x, y) in pairs { hashes.insert(try #"[["a","\#(x)"],["\#(y)","d"]]"#.utf8Read(into: arena).hash) }
    for (x, y) in pairs { hashes.insert(try #"{"k":"\#(x)","l":"\#(y)"}"#.utf8Read(into: arena).hash) }
    for (x, y) in pairs {
      var set = SetBuilder(arena)
      set.insert(try #"["a","\#(x)"]"#.utf8Read(into: arena))
      set.insert(try #"["d","\#(y)"]"#.utf8Read(into: arena))
      hashes.insert(set.finish().hash)
    }
    #expect(hashes.count == 6)
  }

  @Test func `thousands of keys chosen to look alike are told apart`() {
    let arena = Arena()
    var set = SetBuilder(arena)
    for index in 0..<4_000 {
      set.insert(Value(Int64(index) << 32))
      set.insert(arena.number("\(index)00000000000000000000000000"))
      set.insert(arena.number("0.\(index)1"))
      set.insert(arena.array([arena.array([Value(index), Value(0)]), arena.array([Value(4_000 - index), Value(1)])]))
    }
    let value = set.finish()
    // Zero is one member, however it is written.
    #expect(value.count == 15_999)
    #expect(Set(value.items.map(\.hash)).count > 15_900)
  }
}
