// Unsafe: passes arguments on the machine's stack.

extension Machine {
  // MARK: Functions

  func callFunction(_ node: Int32, _ arguments: UnsafeMutablePointer<Value>, _ count: Int) -> Value {
    if state.pointee.functionReplacements > 0, let replacement = replacement(of: .function, node) {
      return callReplacement(replacement, arguments, count)
    }
    return callPlainFunction(node, arguments, count)
  }

  private func callPlainFunction(_ node: Int32, _ arguments: UnsafeMutablePointer<Value>, _ count: Int) -> Value {
    guard admit(), code.nodes[Int(node)].function >= 0 else { return .undefined }
    let top = state.pointee.top
    guard top + count < state.pointee.end else {
      fail(.evalLimit, "a function takes more arguments than the stack has room for")
      return .undefined
    }
    for index in 0..<count { top[index] = arguments[index] }
    return run(code.functions + Int(code.nodes[Int(node)].function))
  }

  // MARK: Built-ins

  @inline(__always)
  func callBuiltin(
    _ instruction: Instruction, _ base: UnsafeMutablePointer<Value>, _ function: Int, _ position: Int32
  ) -> Value {
    let arguments = base + Int(instruction.b)
    if state.pointee.functionReplacements > 0, let replacement = replacement(of: .builtin, instruction.extra) {
      return callReplacement(replacement, arguments, Int(instruction.c))
    }
    return callPlainBuiltin(instruction.extra, arguments, function, position)
  }

  private func callPlainBuiltin(
    _ index: Int32, _ arguments: UnsafeMutablePointer<Value>, _ function: Int, _ position: Int32
  ) -> Value {
    if !admit() { return .undefined }
    let builtin = code.builtins + Int(index)
    if !builtin.pointee.isDeterministic { return callOnce(builtin, arguments, function, position) }
    do throws(BuiltinError) {
      let value = try builtin.pointee.call(evaluator.builtins, arguments)
      return value.tag == .array && value.nesting == 0 ? arena.measured(value) : value
    } catch {
      builtinFailed(error, builtin.pointee.name, function, position)
      return .undefined
    }
  }

  /// Built-ins that may answer differently answer the same within one evaluation.
  @inline(never)
  private func callOnce(
    _ builtin: UnsafeMutablePointer<Builtin>, _ arguments: UnsafeMutablePointer<Value>, _ function: Int,
    _ position: Int32
  ) -> Value {
    let (key, elements) = arena.array(count: builtin.pointee.arity + 1)
    elements[0] = arena.string(builtin.pointee.name)
    for index in 0..<builtin.pointee.arity { elements[index + 1] = arguments[index] }
    if builtin.pointee.mayWait {
      evaluator.builtins.callLocation = function < 0 ? .none : code.locations[function][position] ?? .none
    }
    do throws(BuiltinError) {
      if let known = evaluator.builtins.evaluationCache[key] { return try known.get() }
      var value = try builtin.pointee.call(evaluator.builtins, arguments)
      if value.tag == .array { value = arena.measured(value) }
      evaluator.builtins.evaluationCache[key] = .success(value)
      return value
    } catch {
      evaluator.builtins.evaluationCache[key] = .failure(error)
      builtinFailed(error, builtin.pointee.name, function, position)
      return .undefined
    }
  }

  /// Remembers or reports what went wrong in a built-in.
  @inline(never)
  private func builtinFailed(_ error: BuiltinError, _ name: String, _ function: Int, _ position: Int32) {
    switch error {
    case .limit(let text): fail(.evalLimit, "\(name): \(text)", function, position)
    case .halt(let text): fail(.evalBuiltin, "\(name): \(text)", function, position)
    case .cancelled(let text): fail(.evalCancel, "\(name): \(text)", function, position)
    default:
      guard evaluator.hasStrictBuiltinErrors, !state.pointee.hasBuiltinFailure else { return }
      state.pointee.hasBuiltinFailure = true
      let (failureCode, text) = error.report(for: name)
      evaluator.builtinFailure = Diagnostic(failureCode, text, at: location(function, position))
    }
  }

  // MARK: with

  /// The latest replacement of a function or built-in.
  @inline(never)
  private func replacement(of target: Replacement.Target, _ index: Int32) -> Replacement? {
    evaluator.replacements.last { $0.target == target && $0.index == index }
  }

  private func callReplacement(
    _ replacement: Replacement, _ arguments: UnsafeMutablePointer<Value>, _ count: Int
  ) -> Value {
    switch replacement.substitute {
    case .value: return replacement.value
    case .function:
      // A replacement may call what it replaces.
      let position = evaluator.replacements.lastIndex {
        $0.target == replacement.target && $0.index == replacement.index
      }
      guard let position else { return .undefined }
      evaluator.replacements[position].index = -1 - replacement.index
      let value = callPlainFunction(replacement.substituteIndex, arguments, count)
      evaluator.replacements[position].index = replacement.index
      return value
    case .builtin: return callPlainBuiltin(replacement.substituteIndex, arguments, -1, 0)
    }
  }

  private func push(_ replacement: Replacement) {
    evaluator.replacements.append(replacement)
    state.pointee.lastEpoch += 1
    state.pointee.epoch = state.pointee.lastEpoch
  }

  func replaceInput(_ value: Value, _ keys: UnsafeMutablePointer<Value>, _ count: Int) {
    push(
      Replacement(
        target: .input, index: 0, savedInput: state.pointee.input, savedEpoch: state.pointee.epoch))
    let path = (0..<count).map { keys[$0] }
    state.pointee.input = arena.patched(state.pointee.input, path[...], value)
  }

  func replaceDocument(_ node: Int32, _ value: Value) {
    push(
      Replacement(
        target: .document, index: node, value: value, savedInput: state.pointee.input,
        savedEpoch: state.pointee.epoch))
    state.pointee.documentReplacements += 1
  }

  func replaceFunction(_ instruction: Instruction, value: Value) {
    var replacement = Replacement(
      target: instruction.c == 0 ? .function : .builtin, index: instruction.extra, value: value,
      savedInput: state.pointee.input, savedEpoch: state.pointee.epoch)
    if instruction.a == 0xFFFF {
      replacement.substitute = instruction.b == 0 ? .function : .builtin
      replacement.substituteIndex = instruction.target
    }
    push(replacement)
    state.pointee.functionReplacements += 1
  }

  func endReplacements(_ count: Int) {
    for _ in 0..<count {
      guard let replacement = evaluator.replacements.popLast() else { return }
      switch replacement.target {
      case .input: break
      case .document: state.pointee.documentReplacements -= 1
      case .function, .builtin: state.pointee.functionReplacements -= 1
      }
      state.pointee.input = replacement.savedInput
      state.pointee.epoch = replacement.savedEpoch
    }
  }
}
