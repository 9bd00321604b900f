// Unsafe: lists of states in memory of its own.

/// The states of a glob with classes, groups or both kinds of stars. State n waits for step n; stars stay in their
/// state. The set of states is kept as a list with marks, so that a text costs its length times the active states.
final class GlobAutomaton {
  private let stateCount: Int
  /// The states reached from each state once its step has taken a code point (or at the start, for the last row):
  /// offsets into `follow`.
  private let offsets: UnsafeMutableBufferPointer<Int32>
  private let follow: UnsafeMutableBufferPointer<Int32>
  private var current: UnsafeMutableBufferPointer<Int32>
  private var next: UnsafeMutableBufferPointer<Int32>
  /// The round in which a state was last added.
  private let marks: UnsafeMutableBufferPointer<UInt32>
  private var round: UInt32 = 0

  /// Longer patterns are refused: what follows what may take memory quadratic in the length.
  static let patternBytesMax = 4096

  init(_ nodes: [GlobNode], _ builder: inout StepBuilder) {
    var layout = Layout(builder: builder)
    let start = layout.add(nodes, then: [Layout.accepting])
    builder = layout.builder
    let count = builder.steps.count
    stateCount = count
    var offsets: [Int32] = []
    var targets: [Int32] = []
    for row in layout.follow + [start] {
      offsets.append(Int32(targets.count))
      targets += row.map { Int32($0 == Layout.accepting ? count : $0) }
    }
    offsets.append(Int32(targets.count))
    self.offsets = .copy(of: offsets)
    follow = .copy(of: targets)
    current = .copy(of: Array(repeating: 0, count: count + 1))
    next = .copy(of: Array(repeating: 0, count: count + 1))
    marks = .copy(of: Array(repeating: 0, count: count + 1))
  }

  deinit {
    offsets.deallocate()
    follow.deallocate()
    current.deallocate()
    next.deallocate()
    marks.deallocate()
  }

  func matches(_ text: Bytes, _ pattern: GlobPattern) -> Bool {
    var count = 0
    begin()
    enter(row: stateCount, &count)
    swap(&current, &next)
    var index = 0
    while index < text.count, count > 0 {
      let (scalar, length) = text.scalar(at: index)
      var nextCount = 0
      begin()
      for position in 0..<count {
        let state = Int(current[position])
        if state == stateCount { continue }
        switch pattern.kind(of: state) {
        case .byte:
          // Text is kept as bytes: the rest of a longer code point is taken byte by byte below.
          if takesBytes(pattern, state, text, index, length) { enter(row: state + length - 1, &nextCount) }
        case .any, .anyAtAll:
          if pattern.takes(state, scalar) {
            add(state, &nextCount)
            enter(row: state, &nextCount)
          }
        default: if pattern.takes(state, scalar) { enter(row: state, &nextCount) }
        }
      }
      swap(&current, &next)
      count = nextCount
      index += length
    }
    for position in 0..<count where Int(current[position]) == stateCount { return true }
    return false
  }

  private func takesBytes(_ pattern: GlobPattern, _ state: Int, _ text: Bytes, _ index: Int, _ length: Int) -> Bool {
    for offset in 0..<length {
      guard state + offset < stateCount, pattern.kind(of: state + offset) == .byte,
        pattern.byte(of: state + offset) == text[index + offset]
      else { return false }
    }
    return true
  }

  private func begin() {
    round &+= 1
    if round == 0 {
      marks.update(repeating: 0)
      round = 1
    }
  }

  private func add(_ state: Int, _ count: inout Int) {
    if marks[state] == round { return }
    marks[state] = round
    next[count] = Int32(state)
    count += 1
  }

  /// Adds what follows a state.
  private func enter(row: Int, _ count: inout Int) {
    for position in Int(offsets[row])..<Int(offsets[row + 1]) { add(Int(follow[position]), &count) }
  }

  /// Lays nodes out as states, from the last to the first.
  private struct Layout {
    static let accepting = -1
    var builder: StepBuilder
    /// What follows each state.
    var follow: [[Int]] = []

    mutating func state(_ step: GlobPattern.Step) -> Int {
      builder.steps.append(step)
      follow.append([])
      return builder.steps.count - 1
    }

    /// Adds states for the nodes, after which come the states `after`; returns the states they begin with. A star may
    /// take nothing, so what it leads to begins too.
    mutating func add(_ nodes: [GlobNode], then after: [Int]) -> [Int] {
      var after = after
      for node in nodes.reversed() {
        switch node {
        case .text(let bytes):
          // The bytes of a text lie in a row, so that a code point of several bytes can be compared at once.
          let first = builder.steps.count
          for byte in bytes { _ = state(GlobPattern.Step(kind: .byte, byte: byte)) }
          for index in 0..<bytes.count { follow[first + index] = index + 1 < bytes.count ? [first + index + 1] : after }
          after = [first]
        case .any, .anyAtAll:
          var kind = GlobPattern.Step.Kind.any
          if case .anyAtAll = node { kind = .anyAtAll }
          let star = state(GlobPattern.Step(kind: kind))
          follow[star] = after
          after = [star] + after
        case .one: after = [single(GlobPattern.Step(kind: .one), after)]
        case .oneOf(let members, let isNegated):
          after = [single(builder.addClass(members, isNegated: isNegated), after)]
        case .alternatives(let branches):
          var starts: [Int] = []
          for branch in branches {
            for start in add(branch, then: after) where !starts.contains(start) { starts.append(start) }
          }
          after = starts
        }
      }
      return after
    }

    private mutating func single(_ step: GlobPattern.Step, _ after: [Int]) -> Int {
      let new = state(step)
      follow[new] = after
      return new
    }
  }
}
