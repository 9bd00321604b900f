// Unsafe: reads keys from the machine's registers, and the document nodes in place.

// `p[k]` of a document with variables in its heads evaluates the rules for that key alone, as the reference does: what
// goes wrong under another key is not seen. Who asks for many keys in turn gets the whole document instead, when that
// comes to no error.

extension Machine {
  /// Keys of one document that are evaluated one by one before the whole document is tried, once they cost that much.
  private static let keysBeforeWhole: UInt32 = 4
  private static let stepsBeforeWhole = 256

  func keyedMember(_ instruction: Instruction, _ keys: UnsafeMutablePointer<Value>) -> Value {
    keyedMember(of: instruction.extra, keys, Int(instruction.c))
  }

  /// What the partial document at a node has under `count` keys, one in the other.
  @inline(never)
  func keyedMember(of index: Int32, _ keys: UnsafeMutablePointer<Value>, _ count: Int) -> Value {
    let node = code.nodes + Int(index)
    let slot = state.pointee.memo + Int(index)
    let isKnown = slot.pointee.epoch == state.pointee.epoch && slot.pointee.isComplete
    guard !isKnown, Int(node.pointee.keyedCount) >= count, node.pointee.keyed[count - 1] >= 0,
      state.pointee.documentReplacements == 0 || !isReplaced(index)
    else { return member(of: document(index), keys, count) }
    let function = node.pointee.keyed[count - 1]
    let key = count == 1 ? keys[0] : makeArray(keys, count)
    let epoch = state.pointee.epoch
    if let known = evaluator.keyedMemo.find(function, epoch, key, since: state.pointee.firstEpoch) { return known }
    if slot.pointee.keyedEpoch != epoch {
      slot.pointee.keyedEpoch = epoch
      slot.pointee.keyedCalls = 0
      slot.pointee.keyedSteps = 0
    }
    if slot.pointee.keyedCalls >= Machine.keysBeforeWhole, slot.pointee.keyedSteps > Machine.stepsBeforeWhole,
      let whole = wholeDocument(index, slot)
    {
      return member(of: whole, keys, count)
    }
    return evaluate(function, key, keys, count, slot)
  }

  private func evaluate(
    _ function: Int32, _ key: Value, _ keys: UnsafeMutablePointer<Value>, _ count: Int,
    _ slot: UnsafeMutablePointer<MemoSlot>
  ) -> Value {
    guard admit() else { return .undefined }
    let top = state.pointee.top
    guard top + count < state.pointee.end else {
      fail(.evalLimit, "a reference has more keys than the stack has room for")
      return .undefined
    }
    for position in 0..<count { top[position] = keys[position] }
    let epoch = state.pointee.epoch
    let before = state.pointee.budget + state.pointee.remaining
    let value = run(code.functions + Int(function))
    slot.pointee.keyedCalls &+= 1
    slot.pointee.keyedSteps &+= before - (state.pointee.budget + state.pointee.remaining)
    if !state.pointee.hasFailed {
      evaluator.keyedMemo.insert(function, epoch, key, value, since: state.pointee.firstEpoch)
    }
    return value
  }

  private func member(of whole: Value, _ keys: UnsafeMutablePointer<Value>, _ count: Int) -> Value {
    var value = whole
    for position in 0..<count where !value.isUndefined { value = member(of: value, keys[position]) }
    return value
  }

  /// Whether `with` has put something in place of the node, above or below it.
  private func isReplaced(_ index: Int32) -> Bool {
    evaluator.replacements.contains {
      $0.target == .document && (isAncestor($0.index, of: index) || isAncestor(index, of: $0.index))
    }
  }

  private func isAncestor(_ ancestor: Int32, of index: Int32) -> Bool {
    var current = index
    while current > ancestor { current = code.nodes[Int(current)].parent }
    return current == ancestor
  }

  /// The whole document, or nil when an error elsewhere in it would end the evaluation: nobody asked for that part.
  private func wholeDocument(_ index: Int32, _ slot: UnsafeMutablePointer<MemoSlot>) -> Value? {
    // What rules print would show.
    guard !code.prints, slot.pointee.refusedIn != state.pointee.firstEpoch else { return nil }
    let input = state.pointee.input
    let (replaced, documents, functions) = (
      evaluator.replacements.count, state.pointee.documentReplacements, state.pointee.functionReplacements
    )
    let hadFailed = state.pointee.hasBuiltinFailure
    let whole = document(index)
    if !state.pointee.hasFailed, hadFailed == state.pointee.hasBuiltinFailure { return whole }
    if let code = evaluator.failure?.code, code == .evalLimit || code == .evalCancel { return .undefined }
    state.pointee.hasFailed = false
    evaluator.failure = nil
    if !hadFailed { evaluator.builtinFailure = nil }
    state.pointee.hasBuiltinFailure = hadFailed
    evaluator.replacements.removeLast(evaluator.replacements.count - replaced)
    state.pointee.documentReplacements = documents
    state.pointee.functionReplacements = functions
    state.pointee.input = input
    slot.pointee.refusedIn = state.pointee.firstEpoch
    // What was memoised on the way is not to be trusted.
    state.pointee.lastEpoch += 1
    state.pointee.epoch = state.pointee.lastEpoch
    return nil
  }
}
