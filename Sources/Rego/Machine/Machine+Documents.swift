// Unsafe: walks the document nodes in place.

extension Machine {
  /// The document at a node: a value, undefined, or, for a package, the node itself.
  func document(_ index: Int32) -> Value {
    state.pointee.documentReplacements == 0 ? plainDocument(index) : replacedDocument(index)
  }

  @inline(__always)
  private func plainDocument(_ index: Int32) -> Value {
    let node = code.nodes + Int(index)
    switch node.pointee.kind {
    case .interior: return node.pointee.hasRules ? Value(tag: .node, extent: UInt32(index)) : node.pointee.base
    case .complete, .partial: return virtualDocument(index, node)
    case .function: return .undefined
    }
  }

  private func virtualDocument(_ index: Int32, _ node: UnsafeMutablePointer<NodeCode>) -> Value {
    let slot = state.pointee.memo + Int(index)
    if slot.pointee.epoch == state.pointee.epoch {
      if slot.pointee.isComplete { return slot.pointee.value }
      fail(.evalInternal, "rule `\(code.names[Int(node.pointee.function)])` needs its own value")
      return .undefined
    }
    if !admit() { return .undefined }
    slot.pointee.epoch = state.pointee.epoch
    slot.pointee.isComplete = false
    let epoch = state.pointee.epoch
    let value = run(code.functions + Int(node.pointee.function))
    slot.pointee.epoch = epoch
    slot.pointee.isComplete = true
    slot.pointee.value = value
    return value
  }

  // MARK: Packages

  /// What a bracket after a package gives.
  @inline(never)
  func child(of source: Value, _ key: Value) -> Value {
    let node = code.nodes + Int(source.extent)
    if node.pointee.kind == .partial {
      var key = key
      return keyedMember(of: Int32(source.extent), &key, 1)
    }
    if let index = find(key, in: node) {
      // Perhaps only a key of it is wanted.
      if code.nodes[Int(index)].kind == .partial, state.pointee.documentReplacements == 0 {
        return Value(tag: .node, extent: UInt32(index))
      }
      let value = document(index)
      if !value.isUndefined || code.nodes[Int(index)].kind != .interior { return value }
    }
    return node.pointee.base.tag == .object ? node.pointee.base.member(key) : .undefined
  }

  private func find(_ key: Value, in node: UnsafeMutablePointer<NodeCode>) -> Int32? {
    var low = 0
    var high = Int(node.pointee.childCount)
    while low < high {
      let middle = (low + high) / 2
      let child = node.pointee.children[middle]
      let order = Value.compare(code.nodes[Int(child)].key, key)
      if order == 0 { return child }
      if order < 0 { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// A package as an object whose members may still be nodes.
  func shallow(_ source: Value) -> Value {
    let index = Int32(source.extent)
    let node = code.nodes + Int(index)
    if node.pointee.kind == .partial { return document(index) }
    var object = ObjectBuilder(arena, capacity: Int(node.pointee.childCount) + 4)
    if node.pointee.base.tag == .object {
      for entry in node.pointee.base.sortedEntries { object.set(entry.key, entry.value) }
    }
    for position in 0..<Int(node.pointee.childCount) {
      let child = node.pointee.children[position]
      let value = document(child)
      if state.pointee.hasFailed { return .undefined }
      if !value.isUndefined { object.set(code.nodes[Int(child)].key, value) }
    }
    return object.finish()
  }

  /// A package as a whole object.
  @inline(never)
  func materialize(_ source: Value) -> Value {
    guard state.pointee.depth < evaluator.limits.callDepthMax else {
      fail(.evalLimit, "packages are nested too deeply")
      return .undefined
    }
    state.pointee.depth += 1
    defer { state.pointee.depth -= 1 }
    let object = shallow(source)
    // A partial document is whole as it is, and shared.
    guard !object.isUndefined, code.nodes[Int(source.extent)].kind == .interior else { return object }
    let header = object.collection
    for position in 0..<object.count where header.pointee.pairs[position].value.tag == .node {
      let whole = materialize(header.pointee.pairs[position].value)
      if state.pointee.hasFailed { return .undefined }
      header.pointee.pairs[position].value = whole
    }
    header.pointee.measure.height = 0
    return object
  }

  // MARK: Under `with data…`

  /// The document at a node while `with` has put other documents in place: the latest of those at or above it, with
  /// later ones below it put in.
  @inline(never)
  private func replacedDocument(_ index: Int32) -> Value {
    let replacements = evaluator.replacements
    var value = Value.undefined
    var start = 0
    var isReplaced = false
    for position in replacements.indices.reversed() where replacements[position].target == .document {
      if let path = path(from: replacements[position].index, to: index) {
        value = replacements[position].value
        for key in path where !value.isUndefined { value = member(of: value, key) }
        start = position + 1
        isReplaced = true
        break
      }
    }
    let below = replacements[start...].filter {
      $0.target == .document && $0.index != index && path(from: index, to: $0.index) != nil
    }
    if !isReplaced {
      if !below.isEmpty, code.nodes[Int(index)].kind == .interior { return Value(tag: .node, extent: UInt32(index)) }
      value = plainDocument(index)
      if below.isEmpty { return value }
    }
    for replacement in below {
      let keys = path(from: index, to: replacement.index) ?? []
      value = arena.patched(value, keys[...], replacement.value)
    }
    return value
  }

  /// The keys that lead from a node to one at or below it, or nil.
  private func path(from ancestor: Int32, to index: Int32) -> [Value]? {
    var keys: [Value] = []
    var current = index
    while current != ancestor {
      if current <= 0 { return nil }
      keys.append(code.nodes[Int(current)].key)
      current = code.nodes[Int(current)].parent
    }
    return keys.reversed()
  }
}

extension Arena {
  /// A copy of an object with another value at a path.
  func patched(_ value: Value, _ path: ArraySlice<Value>, _ replacement: Value) -> Value {
    guard let key = path.first else { return replacement }
    var object = ObjectBuilder(self)
    var inner = Value.undefined
    if value.tag == .object {
      for entry in value.sortedEntries { object.set(entry.key, entry.value) }
      inner = value.member(key)
    }
    object.set(key, patched(inner, path.dropFirst(), replacement))
    return object.finish()
  }
}
