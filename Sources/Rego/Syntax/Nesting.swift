/// How deep the parser is within a term, and how deep the tree gets.
///
/// The two differ, as the operators of `a + b + c` and the calls of `f(1)(2)` are read one after another while the tree
/// nests them. The first bounds the stack that the parser takes, the second the stack of the passes that walk the tree.
struct Nesting {
  /// Levels of terms and bodies within one another. A level takes up to 4 KiB of stack in a debug build.
  static let levelsMax = 100
  /// Levels of the tree.
  static let depthMax = 200

  private(set) var level = 0
  /// The deepest level of the tree since it was last reset.
  var deepest = 0

  mutating func enter() -> Bool {
    guard level < Nesting.levelsMax else { return false }
    level += 1
    deepest = max(deepest, level)
    return deepest <= Nesting.depthMax
  }

  mutating func leave() { level -= 1 }

  /// Puts a level above a subtree that reached `depth`, and beside what was measured since.
  mutating func pushDown(_ depth: Int) -> Bool {
    deepest = max(deepest, depth + 1)
    return deepest <= Nesting.depthMax
  }

  /// Starts to measure a subtree; returns what ``finish(_:)`` or ``pushDown(_:)`` needs.
  mutating func start() -> Int {
    defer { deepest = level }
    return deepest
  }

  /// Ends to measure a subtree. Returns its height.
  @discardableResult
  mutating func finish(_ outer: Int) -> Int {
    let height = deepest - level
    deepest = max(deepest, outer)
    return height
  }

  /// Takes a subtree that was measured before.
  mutating func add(_ height: Int) -> Bool {
    deepest = max(deepest, level + height)
    return deepest <= Nesting.depthMax
  }
}
