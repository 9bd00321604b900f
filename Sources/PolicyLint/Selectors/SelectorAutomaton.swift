/// A selector as a non-deterministic automaton over whole texts, so that selectors can be compared.
struct SelectorAutomaton: Sendable {
  struct State: Sendable {
    var free: [Int] = []
    var edges: [(set: ScalarSet, target: Int)] = []
  }

  private(set) var states: [State] = [State()]
  private(set) var start = 0
  private(set) var accepting: Set<Int> = []
  /// Automata of more states are not built.
  static let stateCountMax = 2_000

  /// Nil where the pattern uses what is not understood here: word borders, anchors inside, Unicode classes, case
  /// folding, or where it is too large.
  /// - Parameter anchored: as ``PolicyDomain/Selector/anchored(_:)`` makes it.
  init?(_ anchored: String) {
    guard let pattern = SelectorPattern(anchored) else { return nil }
    for alternative in pattern.alternatives {
      var end = addState()
      states[start].free.append(end)
      if !alternative.isAnchoredAtStart { states[end].edges.append((.all, end)) }
      guard let last = append(alternative.body, from: end) else { return nil }
      end = last
      if !alternative.isAnchoredAtEnd {
        let tail = addState()
        states[end].free.append(tail)
        states[tail].edges.append((.all, tail))
        end = tail
      }
      accepting.insert(end)
    }
  }

  private mutating func addState() -> Int {
    states.append(State())
    return states.count - 1
  }

  /// - Returns: the state behind the node, or nil when there are too many.
  private mutating func append(_ node: SelectorPattern.Node, from state: Int) -> Int? {
    guard states.count < Self.stateCountMax else { return nil }
    switch node {
    case .empty: return state
    case .set(let set):
      let next = addState()
      states[state].edges.append((set, next))
      return next
    case .sequence(let nodes):
      var end = state
      for node in nodes {
        guard let next = append(node, from: end) else { return nil }
        end = next
      }
      return end
    case .choice(let nodes):
      let end = addState()
      for node in nodes {
        let entry = addState()
        states[state].free.append(entry)
        guard let last = append(node, from: entry) else { return nil }
        states[last].free.append(end)
      }
      return end
    case .repetition(let node, let least, let most):
      return appendRepetition(node, least, most, from: state)
    }
  }

  private mutating func appendRepetition(
    _ node: SelectorPattern.Node, _ least: Int, _ most: Int?, from state: Int
  ) -> Int? {
    var end = state
    for _ in 0..<least {
      guard let next = append(node, from: end) else { return nil }
      end = next
    }
    let exit = addState()
    guard let most else {
      let loop = addState()
      states[end].free.append(loop)
      guard let last = append(node, from: loop) else { return nil }
      states[last].free.append(loop)
      states[loop].free.append(exit)
      return exit
    }
    states[end].free.append(exit)
    for _ in least..<max(most, least) {
      guard let next = append(node, from: end) else { return nil }
      states[next].free.append(exit)
      end = next
    }
    return exit
  }

  // MARK: Running

  /// The states that are reached from these without reading.
  func closure(_ set: Set<Int>) -> Set<Int> {
    var result = set
    var waiting = Array(set)
    while let state = waiting.popLast() {
      for next in states[state].free where result.insert(next).inserted { waiting.append(next) }
    }
    return result
  }

  func step(_ set: Set<Int>, _ scalar: UInt32) -> Set<Int> {
    var next: Set<Int> = []
    for state in set {
      for edge in states[state].edges where edge.set.contains(scalar) { next.insert(edge.target) }
    }
    return closure(next)
  }

  func accepts(_ set: Set<Int>) -> Bool { !set.isDisjoint(with: accepting) }

  /// Where sets of characters begin.
  var borders: Set<UInt32> {
    var result: Set<UInt32> = []
    for state in states {
      for range in state.edges.flatMap(\.set.ranges) {
        result.insert(range.lowerBound)
        if range.upperBound < ScalarSet.highest { result.insert(range.upperBound + 1) }
      }
    }
    return result
  }
}
