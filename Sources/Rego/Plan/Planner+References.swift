extension Planner {
  func planReference(_ parts: [Term]) -> Operand {
    guard case .variable(let root) = parts[0].node, variables[root] == nil else {
      return planSteps(parts.dropFirst(), from: planTerm(parts[0]), path: nil)
    }
    switch root {
    case "input": return planSteps(parts.dropFirst(), from: planInput(), path: "input")
    case "data": return planData(parts)
    default: return refuse("var \(root) is unsafe", parts[0].location, code: .unsafeVariable)
    }
  }

  private func planInput() -> Operand {
    if let known = knownPaths["input"] { return known }
    let target = builder.register()
    builder.emit(.loadInput, a: target, to: failLabel)
    knownPaths["input"] = target
    return target
  }

  /// Follows the brackets of a reference. With a path, values at constant brackets are remembered.
  private func planSteps(_ steps: ArraySlice<Term>, from start: Operand, path: String?) -> Operand {
    var current = start
    var path = path
    for step in steps {
      if path != nil, case .string(let key) = step.node {
        path! += "\u{0}" + key
        if let known = knownPaths[path!] {
          current = known
          continue
        }
      } else {
        path = nil
      }
      current = planStep(current, step)
      if let path { knownPaths[path] = current }
    }
    return current
  }

  private func planStep(_ source: Operand, _ bracket: Term) -> Operand {
    if case .variable(let name) = bracket.node, !isBound(name) {
      let (key, value) = planScan(source)
      variables[name] = key
      return value
    }
    if !isEvaluable(bracket) {
      let (key, value) = planScan(source)
      planPattern(bracket, key)
      return value
    }
    let key = planTerm(bracket)
    let target = builder.register()
    builder.emit(.lookup, a: target, b: source, c: key, to: failLabel)
    return target
  }

  /// A reference into `data`: constant brackets lead through the document tree at compile time.
  private func planData(_ parts: [Term]) -> Operand {
    var node = DocumentTree.root
    var path = "data"
    var rest = parts.dropFirst()
    walk: while let part = rest.first, let key = documentKey(part, below: node) {
      node = tree.makeChild(node, symbols.intern(key))
      path += "\u{0}" + key
      rest = rest.dropFirst()
      switch tree[node].kind {
      case .interior: continue
      case .complete, .partial, .function: break walk
      }
    }
    let isInterior: Bool
    if case .interior = tree[node].kind { isInterior = true } else { isInterior = false }
    if case .partial = tree[node].kind, knownPaths[path] == nil, let keyed = planKeys(node, rest, path: path) {
      return keyed
    }
    if isInterior, !rest.isEmpty { requestKeyed(below: node) }
    // Only a whole document may be remembered under its path; a node stands for something not evaluated yet.
    let whole = !isInterior || rest.isEmpty
    if whole, let known = knownPaths[path] { return planSteps(rest, from: known, path: path) }
    let target = builder.register()
    builder.emit(.loadDocument, a: target, extra: Int32(node), to: failLabel)
    if whole {
      if isInterior { builder.emit(.force, a: target, to: failLabel) }
      knownPaths[path] = target
      return planSteps(rest, from: target, path: path)
    }
    let found = planSteps(rest, from: target, path: nil)
    let result = builder.register()
    builder.emit(.move, a: result, b: found)
    builder.emit(.force, a: result, to: failLabel)
    return result
  }

  /// A reference to single keys of a partial document, whose rules for other keys are left alone; nil when the keys are
  /// not known here.
  private func planKeys(_ node: Int, _ rest: ArraySlice<Term>, path: String) -> Operand? {
    let most = min(tree[node].keyCountMax, Planner.keysMax)
    let keys = rest.prefix(most).prefix { isEvaluable($0) }
    guard !keys.isEmpty else { return nil }
    var path: String? = path
    for key in keys {
      if case .string(let text) = key.node { path? += "\u{0}" + text } else { path = nil }
    }
    let after = rest.dropFirst(keys.count)
    if let path, let known = knownPaths[path] { return planSteps(after, from: known, path: path) }
    requestKeyed(node, count: keys.count)
    let first = contiguous(keys.map { planTerm($0) })
    let target = builder.register()
    builder.emit(
      .lookupKeyed, a: target, b: first, c: builder.field(keys.count), extra: Int32(node), to: failLabel)
    if let path { knownPaths[path] = target }
    return planSteps(after, from: target, path: path)
  }

  /// The name under which a constant bracket finds a document; the reference's store has numbers as texts.
  private func documentKey(_ bracket: Term, below node: Int) -> String? {
    switch bracket.node {
    case .string(let key): return key
    case .number(let text):
      let base = tree[node].base
      return base.tag == .object && !base.member(symbols.intern(text)).isUndefined ? text : nil
    default: return nil
    }
  }

  // MARK: Calls

  enum Callee {
    case builtin(Int)
    case function(node: Int, arity: Int)
  }

  /// What a call's operator, or a `with` target or value, names.
  func callee(_ target: Term) -> Callee? {
    guard let name = operatorName(target) else { return nil }
    guard case .reference(let parts) = target.node, case .variable("data") = parts[0].node else {
      return builtinNumber(name).map { .builtin($0) }
    }
    var node = DocumentTree.root
    for part in parts.dropFirst() {
      guard case .string(let key) = part.node, let child = tree.child(node, symbols.intern(key)) else { return nil }
      node = child
    }
    if case .function(let arity) = tree[node].kind { return .function(node: node, arity: arity) }
    return nil
  }

  /// Emits a call and returns where its result is; a relation iterates over its results.
  func planCall(_ target: Term, _ arguments: [Term], _ location: Location) -> Operand {
    guard let callee = callee(target) else {
      return refuse("undefined function \(operatorName(target) ?? "?")", location, code: .type)
    }
    if isEquality(target), arguments.count == 2 {
      planUnification(arguments[0], arguments[1])
      return builder.constant(.true)
    }
    let operands = planOperands(arguments)
    let first = contiguous(operands)
    let result = builder.register()
    let count = builder.field(operands.count)
    switch callee {
    case .builtin(let number):
      if ["internal.print", "trace"].contains(builtinList[number].name) { builder.emit(.place, at: location) }
      guard operands.count == builtinList[number].arity else {
        return refuse("\(builtinList[number].name): arity mismatch", location, code: .type)
      }
      use(ofBuiltin: number)
      builder.emit(.callBuiltin, a: result, b: first, c: count, extra: Int32(number), to: failLabel, at: location)
      return builtinList[number].isRelation ? planScan(result).value : result
    case .function(let node, let arity):
      guard operands.count == arity else {
        return refuse("\(operatorName(target) ?? "?"): arity mismatch", location, code: .type)
      }
      builder.emit(.callFunction, a: result, b: first, c: count, extra: Int32(node), to: failLabel, at: location)
      return result
    }
  }
}
