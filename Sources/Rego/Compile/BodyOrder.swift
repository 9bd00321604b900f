/// Puts bodies into an order in which everything is bound before it is used, and finds the variables for which there
/// is no such order.
///
/// An expression is placed as soon as what it needs is bound; several that become ready together keep their order.
/// Closures are ordered after the body around them: they see what stands before them.
struct BodyOrder {
  private let outputs: OutputVariables
  private(set) var unsafe = UnsafeVariables()

  init(arity: @escaping (Term) -> Int?) { outputs = OutputVariables(arity: arity) }

  /// What one expression of a body needs.
  private struct Pending {
    let expression: Expression
    /// Its variables apart from closures, those that are bound at the start left out.
    let variables: Set<String>
    /// Variables of the body that its closures use: they must be bound by expressions before it.
    let closedOver: Set<String>
    /// The variables that keep it back.
    var missing: Set<String> = []
    var isPlaced = false
    /// Something that it uses was bound since it was looked at last.
    var isStale = true
  }

  /// Orders a body in which `globals` are bound.
  mutating func order(_ body: inout Body, globals: Set<String>) {
    var (pending, safe) = prepare(body, globals)
    var order: [Int] = []
    var users: [String: [Int]] = [:]
    for index in pending.indices {
      for name in pending[index].variables.union(pending[index].closedOver) { users[name, default: []].append(index) }
    }
    // Looked at in rounds, from the first expression to the last: one that something was bound for comes into the
    // round if it stands further down, else into the next.
    var round = Heap(Array(pending.indices))
    while !round.isEmpty {
      var next: [Int] = []
      while let index = round.popFirst() {
        let bound = place(&pending[index], safe)
        guard pending[index].isPlaced else { continue }
        order.append(index)
        for name in bound where safe.insert(name).inserted {
          for user in users[name] ?? [] where !pending[user].isPlaced && !pending[user].isStale {
            pending[user].isStale = true
            if user > index { round.insert(user) } else { next.append(user) }
          }
        }
      }
      round = Heap(next)
    }
    for entry in pending where !entry.isPlaced { unsafe.add(entry.missing, at: entry.expression) }
    var placed = order.map { pending[$0].expression }
    orderClosures(in: &placed, globals)
    // An incomplete order is of no use to anyone.
    if placed.count == body.count { body = placed }
  }

  private func prepare(_ body: Body, _ globals: Set<String>) -> ([Pending], safe: Set<String>) {
    let all = body.map { $0.variables(skipping: .safety) }
    let bodyVariables = all.reduce(into: Set<String>()) { $0.formUnion($1) }
    let safe = bodyVariables.intersection(globals)
    let pending = body.indices.map { index in
      Pending(
        expression: body[index], variables: all[index].subtracting(safe),
        closedOver: body[index].closureVariables.filter { bodyVariables.contains($0) && !safe.contains($0) })
    }
    return (pending, safe)
  }

  /// Marks the expression as placed when nothing keeps it back, and returns what it binds.
  private func place(_ entry: inout Pending, _ safe: Set<String>) -> Set<String> {
    entry.isStale = false
    let bound = outputs.outputs(of: entry.expression, safe: safe)
    entry.missing = entry.variables.filter { !bound.contains($0) && !safe.contains($0) }
    entry.missing.formUnion(entry.closedOver.filter { !safe.contains($0) })
    entry.isPlaced = entry.missing.isEmpty
    return bound
  }

  /// Numbers, the smallest first.
  private struct Heap {
    private var items: [Int]

    /// A sorted array is a heap.
    init(_ items: [Int]) { self.items = items.sorted() }

    var isEmpty: Bool { items.isEmpty }

    mutating func insert(_ item: Int) {
      items.append(item)
      var child = items.count - 1
      while child > 0, items[child] < items[(child - 1) / 2] {
        items.swapAt(child, (child - 1) / 2)
        child = (child - 1) / 2
      }
    }

    mutating func popFirst() -> Int? {
      guard let first = items.first else { return nil }
      items[0] = items[items.count - 1]
      items.removeLast()
      var parent = 0
      while parent * 2 + 1 < items.count {
        var child = parent * 2 + 1
        if child + 1 < items.count, items[child + 1] < items[child] { child += 1 }
        guard items[child] < items[parent] else { break }
        items.swapAt(child, parent)
        parent = child
      }
      return first
    }
  }

  // MARK: Closures

  private mutating func orderClosures(in body: inout Body, _ globals: Set<String>) {
    guard body.contains(where: \.hasClosures) else { return }
    var known = globals
    for index in body.indices {
      if index > 0 { known.formUnion(body[index - 1].variables(skipping: .safety)) }
      guard body[index].hasClosures else { continue }
      var closures = ClosureOrder(order: self, current: body[index], globals: known)
      closures.rewrite(&body[index])
      unsafe = closures.order.unsafe
    }
  }

  /// Orders the closures of one expression.
  private struct ClosureOrder: SyntaxRewriter {
    var order: BodyOrder
    let current: Expression
    let globals: Set<String>

    mutating func rewrite(_ expression: inout Expression) {
      guard case .every(var every) = expression.node else { return rewriteChildren(of: &expression) }
      // Of what is bound, only what occurs inside: a body may bind much and have many of these.
      var inside = every.body.variables().filter { globals.contains($0) }
      inside.formUnion(every.value.variables())
      if let key = every.key { inside.formUnion(key.variables()) }
      order.order(&every.body, globals: inside)
      expression.node = .every(every)
    }

    mutating func rewrite(_ term: inout Term) {
      switch term.node {
      case .arrayComprehension(let head, var body):
        rewrite(&body, giving: head.variables())
        term.node = .arrayComprehension(head, body)
      case .setComprehension(let head, var body):
        rewrite(&body, giving: head.variables())
        term.node = .setComprehension(head, body)
      case .objectComprehension(let key, let value, var body):
        rewrite(&body, giving: key.variables().union(value.variables()))
        term.node = .objectComprehension(key: key, value: value, body)
      default: rewriteChildren(of: &term)
      }
    }

    private mutating func rewrite(_ body: inout Body, giving head: Set<String>) {
      let known = body.variables(skipping: .safety)
      order.unsafe.add(head.filter { !known.contains($0) && !globals.contains($0) }, at: current)
      order.order(&body, globals: globals)
    }
  }
}
