extension Planner {
  /// Plans the function that evaluates a node's rules.
  func planNode(_ index: Int) {
    let entries = tree[index].rules
    begin(path(of: index))
    switch tree[index].kind {
    case .interior: return
    case .complete:
      let result = builder.register()
      planComplete(entries.map(\.rule), into: result, .rule)
      builder.emit(.return, a: result)
    case .function(let arity):
      _ = builder.registers(arity)
      let result = builder.register()
      planComplete(entries.map(\.rule), into: result, .function)
      builder.emit(.return, a: result)
    case .partial: builder.emit(.return, a: planPartial(entries, keys: []))
    }
    finish(tree[index].function, at: entries.first?.rule.location ?? .none)
  }

  // MARK: Complete rules and functions

  /// Emits code that leaves the one value of these rules in `result`, or undefined.
  private func planComplete(_ rules: [Rule], into result: Operand, _ conflict: Conflict) {
    builder.emit(.clear, a: result)
    let exit = Label()
    let regular = rules.filter { !$0.isDefault }
    let sameConstant = Planner.haveOneConstantValue(regular)
    // The order decides which of two rules is the one in conflict.
    let ordered = regular.count > 1 ? RuleIndex(regular, isVirtual: isVirtual).staticOrder : regular
    for rule in ordered {
      let mark = builder.mark()
      planChain(rule, into: result, conflict, exit: sameConstant ? exit : nil)
      builder.release(to: mark)
    }
    if let fallback = rules.first(where: \.isDefault), let value = fallback.head.value {
      builder.emit(.jumpIfDefined, a: result, to: exit)
      variables = [:]
      knownPaths = [:]
      failLabel = exit
      // The compiler moves comprehensions out of heads, a default's too.
      planBody(fallback.body)
      builder.emit(.move, a: result, b: planTerm(value))
    }
    builder.place(exit)
  }

  /// Whether a reference leads to rules.
  private func isVirtual(_ path: [Term]) -> Bool {
    guard path[0].isVariable("data") else { return false }
    var node = DocumentTree.root
    for part in path.dropFirst() {
      guard case .string(let key) = part.node, let child = tree.child(node, symbols.intern(key)) else { return false }
      node = child
      if case .interior = tree[node].kind { continue }
      return true
    }
    return tree[node].hasRules
  }

  /// A rule and its `else` rules: the first of them with a solution gives the value.
  private func planChain(_ rule: Rule, into result: Operand, _ conflict: Conflict, exit: Label?) {
    guard rule.elseRule != nil else {
      let end = Label()
      planSolution(of: rule, into: result, conflict, bodyEnd: end, solved: exit ?? end)
      builder.place(end)
      return
    }
    let value = builder.register()
    let end = Label()
    var current: Rule? = rule
    while let link = current {
      builder.emit(.clear, a: value)
      let bodyEnd = Label()
      let next = Label()
      planSolution(of: link, into: value, conflict, bodyEnd: bodyEnd, solved: bodyEnd)
      builder.place(bodyEnd)
      builder.emit(.jumpIfUndefined, a: value, to: next)
      builder.emit(.assignOnce, a: result, b: value, extra: conflict.rawValue, at: conflict.location(of: link))
      builder.emit(.jump, to: exit ?? end)
      builder.place(next)
      current = link.elseRule
    }
    builder.place(end)
  }

  private func planSolution(
    of rule: Rule, into value: Operand, _ conflict: Conflict, bodyEnd: Label, solved: Label
  ) {
    let mark = builder.mark()
    closure(failingTo: bodyEnd) {
      variables = [:]
      knownPaths = [:]
      for (position, argument) in (rule.head.arguments ?? []).enumerated() {
        planPattern(argument, builder.field(position))
      }
      planBody(rule.body)
      let head = rule.head.value ?? Term(.boolean(true), at: rule.location)
      let isConstant = constant(head) != nil
      builder.emit(
        .assignOnce, a: value, b: planTerm(head), extra: conflict.rawValue, at: conflict.location(of: rule))
      // Further solutions could only say the same again.
      if failLabel === bodyEnd || isConstant {
        builder.emit(.jump, to: solved)
      } else {
        builder.emit(.jump, to: failLabel)
      }
    }
    builder.release(to: mark)
  }

  /// Whether all rules, `else` rules included, say one constant.
  private static func haveOneConstantValue(_ rules: [Rule]) -> Bool {
    var text: String?
    for rule in rules {
      var current: Rule? = rule
      while let link = current {
        let value: String
        switch link.head.value?.node ?? .boolean(true) {
        case .boolean(let flag): value = flag ? "true" : "false"
        case .string(let string): value = "\"" + string
        case .number(let number): value = number
        case .null: value = "null"
        default: return false
        }
        if let text, text != value { return false }
        text = value
        current = link.elseRule
      }
    }
    return true
  }

  // MARK: Partial documents

  /// Plans the function that evaluates a partial document for its first `count` keys, which are the arguments.
  func planKeyed(_ index: Int, count: Int) {
    begin(path(of: index))
    let keys = (0..<count).map { _ in builder.register() }
    var value = planPartial(tree[index].rules, keys: keys)
    let missing = Label()
    for key in keys {
      let inner = builder.register()
      builder.emit(.lookup, a: inner, b: value, c: key, to: missing)
      value = inner
    }
    builder.emit(.return, a: value)
    builder.place(missing)
    let none = builder.register()
    builder.emit(.clear, a: none)
    builder.emit(.return, a: none)
    finish(tree[index].keyed[count - 1], at: tree[index].rules.first?.rule.location ?? .none)
  }

  /// Puts the document of these rules together, and returns where it is; with keys, only what lies under them.
  private func planPartial(_ entries: [DocumentTree.RuleEntry], keys: [Operand]) -> Operand {
    let container = builder.register()
    let isSet = entries.allSatisfy { $0.suffix.isEmpty && $0.rule.head.key != nil }
    builder.emit(isSet ? .beginSet : .beginObject, a: container)
    var complete: [(path: [String], rules: [Rule])] = []
    for entry in entries {
      if entry.rule.head.key == nil, let path = Planner.constantPath(entry.suffix) {
        if let known = complete.firstIndex(where: { $0.path == path }) {
          complete[known].rules.append(entry.rule)
        } else {
          complete.append((path, [entry.rule]))
        }
      } else {
        let mark = builder.mark()
        planMember(entry, of: container, keys)
        builder.release(to: mark)
      }
    }
    for (path, rules) in complete { planConstantMember(path, rules, of: container, keys) }
    return container
  }

  private static func constantPath(_ suffix: [Term]) -> [String]? {
    var path: [String] = []
    for term in suffix {
      guard case .string(let key) = term.node else { return nil }
      path.append(key)
    }
    return path
  }

  private func planMember(_ entry: DocumentTree.RuleEntry, of container: Operand, _ wanted: [Operand]) {
    let end = Label()
    closure(failingTo: end) {
      variables = [:]
      knownPaths = [:]
      for (part, key) in zip(entry.suffix + (entry.rule.head.key.map { [$0] } ?? []), wanted) { planPattern(part, key) }
      planBody(entry.rule.body)
      let keys = entry.suffix.map { planTerm($0) }
      if let member = entry.rule.head.key {
        let value = planTerm(member)
        let set = descend(keys, from: container, last: .descendSet, rule: entry.rule)
        builder.emit(.insert, a: set, b: value)
      } else if let last = keys.last {
        let value = planTerm(entry.rule.head.value ?? Term(.boolean(true), at: entry.rule.location))
        let object = descend(keys.dropLast(), from: container, last: .descendObject, rule: entry.rule)
        builder.emit(.put, a: object, b: last, c: value, at: entry.rule.head.location)
      }
      builder.emit(.jump, to: failLabel)
    }
    builder.place(end)
  }

  private func planConstantMember(
    _ path: [String], _ rules: [Rule], of container: Operand, _ wanted: [Operand]
  ) {
    let mark = builder.mark()
    let value = builder.register()
    let end = Label()
    for (part, key) in zip(path, wanted) {
      builder.emit(.equal, a: key, b: builder.constant(symbols.intern(part)), to: end)
    }
    planComplete(rules, into: value, .key)
    builder.emit(.jumpIfUndefined, a: value, to: end)
    let keys = path.map { builder.constant(symbols.intern($0)) }
    let object = descend(keys.dropLast(), from: container, last: .descendObject, rule: rules[0])
    if let last = keys.last { builder.emit(.put, a: object, b: last, c: value, at: rules[0].head.location) }
    builder.place(end)
    builder.release(to: mark)
  }

  /// The growing collection at the end of `keys`: objects on the way, what `last` makes at the end.
  private func descend(_ keys: [Operand], from container: Operand, last: Opcode, rule: Rule) -> Operand {
    var current = container
    for (position, key) in keys.enumerated() {
      let inner = builder.register()
      let opcode = position == keys.count - 1 ? last : .descendObject
      builder.emit(opcode, a: inner, b: current, c: key, at: rule.head.location)
      current = inner
    }
    return current
  }
}

/// What it is called when two rules say different things.
private enum Conflict: Int32 {
  case rule, function, key

  func location(of rule: Rule) -> Location { self == .key ? rule.head.location : rule.location }
}
