extension Planner {
  /// Plans the function that evaluates a node's rules.
  func planNode(_ index: Int) {
    let entries = tree[index].rules
    begin(path(of: index))
    switch tree[index].kind {
    case .interior: return
    case .complete:
      let result = builder.register()
      planComplete(entries.map(\.rule), into: result, arity: 0)
      builder.emit(.return, a: result)
    case .function(let arity):
      _ = builder.registers(arity)
      let result = builder.register()
      planComplete(entries.map(\.rule), into: result, arity: arity)
      builder.emit(.return, a: result)
    case .partial: planPartial(entries)
    }
    finish(tree[index].function, at: entries.first?.rule.location ?? .none)
  }

  // MARK: Complete rules and functions

  /// Emits code that leaves the one value of these rules in `result`, or undefined.
  private func planComplete(_ rules: [Rule], into result: Operand, arity: Int?) {
    let isFunction = (arity ?? 0) > 0 || rules.first?.head.arguments != nil
    builder.emit(.clear, a: result)
    let exit = Label()
    let regular = rules.filter { !$0.isDefault }
    let sameConstant = Planner.haveOneConstantValue(regular)
    for rule in regular {
      let mark = builder.mark()
      planChain(rule, into: result, isFunction: isFunction, exit: sameConstant ? exit : nil)
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

  /// A rule and its `else` rules: the first of them with a solution gives the value.
  private func planChain(_ rule: Rule, into result: Operand, isFunction: Bool, exit: Label?) {
    let hasElse = rule.elseRule != nil
    let value = hasElse ? builder.register() : result
    if hasElse { builder.emit(.clear, a: value) }
    let end = Label()
    var current: Rule? = rule
    while let link = current {
      let bodyEnd = Label()
      planSolution(
        of: link, into: value, isFunction: isFunction, bodyEnd: bodyEnd, solved: hasElse ? end : (exit ?? end))
      builder.place(bodyEnd)
      if link.elseRule != nil { builder.emit(.jumpIfDefined, a: value, to: end) }
      current = link.elseRule
    }
    builder.place(end)
    if hasElse {
      let none = Label()
      builder.emit(.jumpIfUndefined, a: value, to: none)
      builder.emit(.assignOnce, a: result, b: value, extra: isFunction ? 1 : 0, at: rule.location)
      if let exit { builder.emit(.jump, to: exit) }
      builder.place(none)
    }
  }

  private func planSolution(
    of rule: Rule, into value: Operand, isFunction: Bool, bodyEnd: Label, solved: Label
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
      builder.emit(.assignOnce, a: value, b: planTerm(head), extra: isFunction ? 1 : 0, at: rule.location)
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

  private func planPartial(_ entries: [DocumentTree.RuleEntry]) {
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
        planMember(entry, of: container)
        builder.release(to: mark)
      }
    }
    for (path, rules) in complete { planConstantMember(path, rules, of: container) }
    builder.emit(.return, a: container)
  }

  private static func constantPath(_ suffix: [Term]) -> [String]? {
    var path: [String] = []
    for term in suffix {
      guard case .string(let key) = term.node else { return nil }
      path.append(key)
    }
    return path
  }

  private func planMember(_ entry: DocumentTree.RuleEntry, of container: Operand) {
    let end = Label()
    closure(failingTo: end) {
      variables = [:]
      knownPaths = [:]
      planBody(entry.rule.body)
      let keys = entry.suffix.map { planTerm($0) }
      if let member = entry.rule.head.key {
        let value = planTerm(member)
        let set = descend(keys, from: container, last: .descendSet, rule: entry.rule)
        builder.emit(.insert, a: set, b: value)
      } else if let last = keys.last {
        let value = planTerm(entry.rule.head.value ?? Term(.boolean(true), at: entry.rule.location))
        let object = descend(keys.dropLast(), from: container, last: .descendObject, rule: entry.rule)
        builder.emit(.put, a: object, b: last, c: value, at: entry.rule.location)
      }
      builder.emit(.jump, to: failLabel)
    }
    builder.place(end)
  }

  private func planConstantMember(_ path: [String], _ rules: [Rule], of container: Operand) {
    let mark = builder.mark()
    let value = builder.register()
    planComplete(rules, into: value, arity: nil)
    let end = Label()
    builder.emit(.jumpIfUndefined, a: value, to: end)
    let keys = path.map { builder.constant(symbols.intern($0)) }
    let object = descend(keys.dropLast(), from: container, last: .descendObject, rule: rules[0])
    if let last = keys.last { builder.emit(.put, a: object, b: last, c: value, at: rules[0].location) }
    builder.place(end)
    builder.release(to: mark)
  }

  /// The growing collection at the end of `keys`: objects on the way, what `last` makes at the end.
  private func descend(_ keys: [Operand], from container: Operand, last: Opcode, rule: Rule) -> Operand {
    var current = container
    for (position, key) in keys.enumerated() {
      let inner = builder.register()
      let opcode = position == keys.count - 1 ? last : .descendObject
      builder.emit(opcode, a: inner, b: current, c: key, at: rule.location)
      current = inner
    }
    return current
  }
}
