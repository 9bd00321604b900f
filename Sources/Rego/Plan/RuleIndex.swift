/// What the rules of one path demand of `input`, of base documents and of arguments by constants: which rules may hold,
/// and in which order they are evaluated.
///
/// The order is the reference's, whose index is a tree with one level for each place that rules look at, the most
/// looked at first. On a level, rules that do not care come first, then those that want anything, then those that want
/// this value. The planner follows it because it decides which rule a conflict is reported for, the tracer because it
/// shows.
struct RuleIndex {
  /// Where a value stands that rules compare with a constant.
  enum Subject {
    case path([Term])
    case argument(Int)

    fileprivate var key: String {
      switch self {
      case .path(let terms): Term.path(terms)
      case .argument(let position): "args[\(position)]"
      }
    }
  }

  enum Pattern {
    case any
    case scalar(Term)
    /// Scalars, and variables for anything.
    case array([Term])
  }

  struct Entry {
    let rule: Rule
    /// The position of the rule that its `else` chain begins with.
    let root: Int
    /// The position in that chain.
    let link: Int
    /// By subject; nil in all of it for a rule that demands nothing.
    fileprivate(set) var patterns: [Pattern?]?
    /// The place in the tree: equal for rules that demand the same.
    fileprivate(set) var node = ""
    /// Compares as the places in the tree are visited.
    fileprivate(set) var order: [Int] = []
  }

  private(set) var subjects: [Subject] = []
  /// By subject: the delimiters at which glob patterns take its value apart.
  private(set) var delimiters: [[String]] = []
  private(set) var entries: [Entry] = []
  private(set) var fallback: Rule?

  /// - Parameter isVirtual: whether a path leads to rules.
  init(_ rules: [Rule], isVirtual: @escaping ([Term]) -> Bool) {
    var collector = DemandCollector(isVirtual: isVirtual)
    for (root, rule) in rules.enumerated() {
      var link = 0
      var next: Rule? = rule
      while let current = next {
        next = current.elseRule
        if current.isDefault {
          fallback = current
          continue
        }
        collector.collect(current)
        entries.append(Entry(rule: current, root: root, link: link))
        link += 1
      }
    }
    let sorted = collector.sortedKeys()
    subjects = sorted.map { collector.subjects[$0].unsafelyUnwrapped }
    delimiters = sorted.map { collector.delimiters[$0] ?? [] }
    for index in entries.indices {
      guard let demands = collector.demands[ObjectIdentifier(entries[index].rule)] else { continue }
      let patterns = sorted.map { key in demands.first { $0.key == key }?.pattern }
      entries[index].patterns = patterns
      for pattern in patterns { RuleIndex.describe(pattern, &entries[index]) }
    }
  }

  private static func describe(_ pattern: Pattern?, _ entry: inout Entry) {
    switch pattern {
    case nil: entry.order.append(0)
    case .any: entry.order.append(1)
    case .scalar: entry.order.append(2)
    case .array(let elements):
      entry.order.append(3)
      for element in elements { entry.order.append(element.isScalar ? 1 : 0) }
    }
    switch pattern {
    case .scalar(let term): entry.node += "=\(term)\u{0}"
    case .array(let elements):
      entry.node += "[" + elements.map { $0.isScalar ? "\($0)" : "?" }.joined(separator: "\u{1}") + "\u{0}"
    default: entry.node += "\(entry.order.last ?? 0)\u{0}"
    }
  }

  /// The rules, without `else` and default ones, in the order in which they would be visited if all of them held.
  var staticOrder: [Rule] {
    var roots: [Rule] = []
    var seen: Set<Int> = []
    for entry in entries.enumerated().sorted(by: RuleIndex.comesBefore).map(\.element)
    where seen.insert(entry.root).inserted {
      if let first = entries.first(where: { $0.root == entry.root && $0.link == 0 }) { roots.append(first.rule) }
    }
    return roots
  }

  static func comesBefore(_ a: (offset: Int, element: Entry), _ b: (offset: Int, element: Entry)) -> Bool {
    if a.element.order.lexicographicallyPrecedes(b.element.order) { return true }
    if b.element.order.lexicographicallyPrecedes(a.element.order) { return false }
    return a.offset < b.offset
  }
}

/// Reads the demands out of rules' bodies.
private struct DemandCollector {
  let isVirtual: ([Term]) -> Bool
  var subjects: [String: RuleIndex.Subject] = [:]
  var delimiters: [String: [String]] = [:]
  var demands: [ObjectIdentifier: [(key: String, pattern: RuleIndex.Pattern, variable: String?)]] = [:]
  /// In the order in which they came.
  private var frequencies: [(key: String, count: Int)] = []

  init(isVirtual: @escaping ([Term]) -> Bool) { self.isVirtual = isVirtual }

  /// What more rules look at comes first, then what is written first.
  func sortedKeys() -> [String] {
    frequencies.enumerated().sorted { a, b in
      if a.element.count != b.element.count { return a.element.count > b.element.count }
      let (x, y) = (place(a.element.key), place(b.element.key))
      return x != y ? x.lexicographicallyPrecedes(y) : a.offset < b.offset
    }.map(\.element.key)
  }

  private func place(_ key: String) -> [Int] {
    guard case .path(let terms) = subjects[key] else { return [] }
    return [terms[0].location.row, terms[0].location.column]
  }

  mutating func collect(_ rule: Rule) {
    // Rules that show something are always evaluated.
    if rule.body.contains(where: { ["internal.print", TestCaseCalls.name].contains($0.calledBuiltin) }) { return }
    for expression in rule.body where expression.with.isEmpty && !expression.isNegated {
      switch expression.node {
      case .term(let term):
        if let subject = subject(term, rule), case .path = subject { insert(rule, subject, .any, variable: nil) }
      case .call(_, let operands):
        switch expression.calledBuiltin {
        case "eq", "equal": if operands.count == 2 { collectEquation(operands[0], operands[1], rule) }
        case "glob.match": if operands.count == 3 { collectGlob(operands, rule) }
        default: continue
        }
      default: continue
      }
    }
  }

  private mutating func collectEquation(_ a: Term, _ b: Term, _ rule: Rule) {
    for (side, other) in [(a, b), (b, a)] {
      guard let subject = subject(side, rule), let pattern = DemandCollector.pattern(other) else { continue }
      var variable: String?
      if case .variable(let name) = other.node { variable = name }
      return insert(rule, subject, pattern, variable: variable)
    }
  }

  /// A glob pattern whose only wildcards are whole parts is an array of its parts.
  private mutating func collectGlob(_ operands: [Term], _ rule: Rule) {
    guard case .string(let pattern) = operands[0].node, case .array(let items) = operands[1].node,
      case .variable(let name) = operands[2].node
    else { return }
    var separators = items.isEmpty ? "." : ""
    for item in items {
      guard case .string(let text) = item.node else { return }
      separators += text
    }
    let known = demands[ObjectIdentifier(rule)]?.last { $0.variable == name }?.key
    guard let subject = known.flatMap({ subjects[$0] }) ?? argument(name, rule),
      let parts = DemandCollector.parts(ofGlob: pattern, separators)
    else { return }
    insert(rule, subject, .array(parts), variable: nil)
    if delimiters[subject.key]?.contains(separators) != true { delimiters[subject.key, default: []].append(separators) }
  }

  private mutating func insert(
    _ rule: Rule, _ subject: RuleIndex.Subject, _ pattern: RuleIndex.Pattern, variable: String?
  ) {
    let key = subject.key
    subjects[key] = subjects[key] ?? subject
    if let known = frequencies.firstIndex(where: { $0.key == key }) {
      frequencies[known].count += 1
    } else {
      frequencies.append((key, 1))
    }
    demands[ObjectIdentifier(rule), default: []].removeAll { $0.key == key }
    demands[ObjectIdentifier(rule), default: []].append((key, pattern, variable))
  }

  private func argument(_ name: String, _ rule: Rule) -> RuleIndex.Subject? {
    rule.head.arguments?.firstIndex { $0.isVariable(name) }.map { .argument($0) }
  }

  private func subject(_ term: Term, _ rule: Rule) -> RuleIndex.Subject? {
    switch term.node {
    case .variable(let name): return argument(name, rule)
    case .reference(let path):
      guard path[0].isVariable("input") || path[0].isVariable("data"), path.dropFirst().allSatisfy(\.isScalar),
        !isVirtual(path)
      else { return nil }
      return .path(path)
    default: return nil
    }
  }

  private static func pattern(_ term: Term) -> RuleIndex.Pattern? {
    switch term.node {
    case .null, .boolean, .number, .string: return .scalar(term)
    case .variable: return .any
    case .array(let elements):
      let isFlat = elements.allSatisfy { element in
        if case .variable = element.node { return true }
        return element.isScalar
      }
      return isFlat ? .array(elements) : nil
    default: return nil
    }
  }

  private static func parts(ofGlob pattern: String, _ separators: String) -> [Term]? {
    var parts: [Term] = []
    for part in RuleIndex.split(pattern, at: separators) {
      if part == "*" {
        parts.append(Term(.variable("_"), at: .none))
        continue
      }
      var isEscaped = false
      for character in part.unicodeScalars {
        if character == "\\" {
          isEscaped.toggle()
          continue
        }
        if !isEscaped, ["[", "?", "{", "*"].contains(character) { return nil }
        isEscaped = false
      }
      parts.append(Term(.string(part), at: .none))
    }
    return parts
  }
}

extension RuleIndex {
  /// The parts of a text between separators, but for those after a backslash.
  static func split(_ text: String, at separators: String) -> [String] {
    var parts: [String] = []
    var part = ""
    var isEscaped = false
    for character in text.unicodeScalars {
      if character == "\\" || isEscaped {
        isEscaped.toggle()
        part.unicodeScalars.append(character)
      } else if separators.unicodeScalars.contains(character) {
        parts.append(part)
        part = ""
      } else {
        part.unicodeScalars.append(character)
      }
    }
    return parts + [part]
  }
}
