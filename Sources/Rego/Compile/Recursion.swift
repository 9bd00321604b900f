/// Stage: no rule refers to itself, on whatever way.
enum Recursion {
  static func run(_ unit: Compilation) {
    let graph = unit.dependencies
    let components = StronglyConnectedComponents(graph.edges)
    for (index, rule) in graph.rules.enumerated() where components.isCyclic(index) {
      let cycle = path(from: index, graph, components).filter(graph.isRule)
      let names = cycle.map { Term.path(Array(graph.rules[$0].head.reference)) }
      unit.report(.recursion, "rule \(names[0]) is recursive: \(names.joined(separator: " -> "))", at: rule.location)
      if unit.findings.isFull { return }
    }
  }

  /// The first way back to a vertex that a depth-first search finds; it never leaves the vertex's component.
  private static func path(
    from start: Int, _ graph: DependencyGraph, _ components: StronglyConnectedComponents
  ) -> [Int] {
    var visited: Set<Int> = [start]
    var stack = [(vertex: start, next: 0)]
    while let (vertex, next) = stack.last {
      guard next < graph.edges[vertex].count else {
        stack.removeLast()
        continue
      }
      stack[stack.count - 1].next += 1
      let target = graph.edges[vertex][next]
      if target == start { return stack.map(\.vertex) + [start] }
      if components.areConnected(target, start), visited.insert(target).inserted { stack.append((target, 0)) }
    }
    return [start, start]
  }
}

/// Tarjan's algorithm, with a stack of its own: long chains of rules do not overflow the thread's.
struct StronglyConnectedComponents {
  private var component: [Int]
  private var cyclic: [Bool] = []
  private var order: [Int]
  private var low: [Int]
  private var open: [Int] = []
  private var next = 0

  init(_ edges: [[Int]]) {
    component = Array(repeating: -1, count: edges.count)
    order = component
    low = component
    for start in edges.indices where order[start] < 0 { visit(start, edges) }
  }

  func isCyclic(_ vertex: Int) -> Bool { cyclic[component[vertex]] }

  func areConnected(_ a: Int, _ b: Int) -> Bool { component[a] == component[b] }

  private mutating func visit(_ start: Int, _ edges: [[Int]]) {
    enter(start)
    var stack = [(vertex: start, next: 0)]
    while let (vertex, position) = stack.last {
      if position < edges[vertex].count {
        stack[stack.count - 1].next += 1
        let target = edges[vertex][position]
        if order[target] < 0 {
          enter(target)
          stack.append((target, 0))
        } else if component[target] < 0 {
          low[vertex] = min(low[vertex], order[target])
        }
      } else {
        stack.removeLast()
        if let parent = stack.last?.vertex { low[parent] = min(low[parent], low[vertex]) }
        if low[vertex] == order[vertex] { close(vertex, edges) }
      }
    }
  }

  private mutating func enter(_ vertex: Int) {
    order[vertex] = next
    low[vertex] = next
    next += 1
    open.append(vertex)
  }

  private mutating func close(_ root: Int, _ edges: [[Int]]) {
    var members = 0
    while let member = open.popLast() {
      component[member] = cyclic.count
      members += 1
      if member == root { break }
    }
    cyclic.append(members > 1 || edges[root].contains(root))
  }
}
