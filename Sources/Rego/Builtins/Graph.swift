/// Graphs, and walking documents.
enum Graph {
  static let all: [Builtin] = [
    Builtin("graph.reachable", 2) { (context, operands) throws(BuiltinError) in
      try reachable(context, operands)
    },
    Builtin("graph.reachable_paths", 2) { (context, operands) throws(BuiltinError) in
      let graph = try operands.object(0)
      var search = PathSearch(context, graph)
      for node in try starts(operands) { try search.begin(at: node) }
      return search.results.finish()
    },
    Builtin("walk", 1, isRelation: true) { (context, operands) throws(BuiltinError) in
      var walk = Walk(context)
      try walk.visit(operands[0], path: context.arena.array(count: 0).0)
      return walk.results.finish()
    },
  ]

  private static func starts(_ operands: Operands) throws(BuiltinError) -> UnsafeBufferPointer<Value> {
    switch operands[1].tag {
    case .array: return operands[1].elements
    case .set: return operands[1].sortedMembers
    default: throw .type("operand 2 must be {array, set} but got \(operands[1].kind.name)")
    }
  }

  /// The neighbours that a graph lists for a node; none when they are neither an array nor a set.
  fileprivate static func neighbours(_ edges: Value) -> UnsafeBufferPointer<Value> {
    switch edges.tag {
    case .array: edges.elements
    case .set: edges.sortedMembers
    default: UnsafeBufferPointer(start: nil, count: 0)
    }
  }

  private static func reachable(_ context: BuiltinContext, _ operands: Operands) throws(BuiltinError) -> Value {
    let arena = context.arena
    let graph = try operands.object(0)
    var reached = SetBuilder(arena)
    var open = ArrayBuilder(arena)
    for node in try starts(operands) { open.append(node) }
    var next = 0
    while next < open.count {
      let node = open[next]
      next += 1
      try context.charge(1)
      let edges = graph.member(node)
      if edges.isUndefined || reached.contains(node) { continue }
      reached.insert(node)
      for neighbour in neighbours(edges) where !reached.contains(neighbour) { open.append(neighbour) }
      if arena.isExhausted { throw .outOfMemory }
    }
    return reached.finish()
  }
}

/// Follows every path from a node until it ends or comes back to itself. The stack is its own, not the thread's: a path
/// may be as long as the graph is large.
private struct PathSearch {
  private struct Frame {
    let neighbours: UnsafeBufferPointer<Value>
    var next = 0
    /// The first node may come again right after itself.
    let wasOnPath: Bool
  }

  let context: BuiltinContext
  let arena: Arena
  let graph: Value
  var results: SetBuilder
  private var path: ArrayBuilder
  private var onPath: ObjectBuilder
  private var frames: [Frame] = []

  init(_ context: BuiltinContext, _ graph: Value) {
    self.context = context
    arena = context.arena
    self.graph = graph
    results = SetBuilder(arena)
    path = ArrayBuilder(arena)
    onPath = ObjectBuilder(arena)
  }

  mutating func begin(at node: Value) throws(BuiltinError) {
    let edges = graph.member(node)
    if edges.isUndefined { return }
    try enter(node, edges)
    while let top = frames.last {
      try context.charge(1)
      guard top.next < top.neighbours.count else {
        leave(top)
        continue
      }
      let neighbour = top.neighbours[top.next]
      frames[frames.count - 1].next += 1
      if frames.count > 1, onPath.get(neighbour).isTrue {
        try commit()
        continue
      }
      let edges = graph.member(neighbour)
      if edges.isUndefined { try commit() } else { try enter(neighbour, edges) }
    }
  }

  private mutating func enter(_ node: Value, _ edges: Value) throws(BuiltinError) {
    path.append(node)
    let frame = Frame(neighbours: Graph.neighbours(edges), wasOnPath: onPath.get(node).isTrue)
    if frame.neighbours.isEmpty { try commit() }
    onPath.set(node, .true)
    frames.append(frame)
  }

  private mutating func leave(_ frame: Frame) {
    if !frame.wasOnPath { onPath.set(path[path.count - 1], .false) }
    path.removeLast()
    frames.removeLast()
  }

  private mutating func commit() throws(BuiltinError) {
    let (copy, elements) = try Arrays.reserve(arena, path.count)
    for index in 0..<path.count { elements[index] = path[index] }
    results.insert(copy)
    if arena.isExhausted { throw .outOfMemory }
  }
}

/// Pairs of path and value for a document and everything in it, the outer before the inner.
private struct Walk {
  let context: BuiltinContext
  let arena: Arena
  var results: ArrayBuilder

  init(_ context: BuiltinContext) {
    self.context = context
    arena = context.arena
    results = ArrayBuilder(arena, capacity: 16)
  }

  mutating func visit(_ value: Value, path: Value) throws(BuiltinError) {
    let (pair, elements) = arena.array(count: 2)
    elements[0] = path
    elements[1] = value
    results.append(pair)
    if arena.isExhausted { throw .outOfMemory }
    try context.charge(1)
    switch value.tag {
    case .array:
      for index in 0..<value.count { try visit(value.elements[index], path: extended(path, Value(index))) }
    case .object: for entry in value.sortedEntries { try visit(entry.value, path: extended(path, entry.key)) }
    case .set: for member in value.sortedMembers { try visit(member, path: extended(path, member)) }
    default: return
    }
  }

  private func extended(_ path: Value, _ step: Value) -> Value {
    let (longer, elements) = arena.array(count: path.count + 1)
    if let source = path.elements.baseAddress { elements.update(from: source, count: path.count) }
    elements[path.count] = step
    return longer
  }
}
