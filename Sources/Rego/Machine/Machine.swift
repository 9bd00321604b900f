// Unsafe: the evaluator's loop runs over plain memory that Evaluator and Code own.

/// Runs planned functions for one evaluator. A plain pair of references: made for one evaluation.
struct Machine {
  unowned(unsafe) let evaluator: Evaluator
  unowned(unsafe) let code: Code
  let state: UnsafeMutablePointer<MachineState>
  unowned(unsafe) let arena: Arena

  init(evaluator: Evaluator, code: Code) {
    self.evaluator = evaluator
    self.code = code
    state = evaluator.state
    arena = evaluator.arena
  }

  // MARK: Ends

  /// Ends the evaluation.
  @inline(never)
  func fail(_ failureCode: Diagnostic.Code, _ message: String, _ function: Int = -1, _ position: Int32 = 0) {
    evaluator.fail(Diagnostic(failureCode, message, at: location(function, position)))
  }

  /// Where the policy has what an instruction does.
  func location(_ function: Int, _ position: Int32) -> Location {
    function < 0 ? .none : code.locations[function][position] ?? .none
  }

  /// Gives the bound that ended the evaluation the nearest place that is known. Innermost first: later ones change
  /// nothing.
  @inline(never)
  private func ended(_ function: Int, _ position: Int) -> Value {
    if let error = evaluator.failure, error.code == .evalLimit, error.location.row == 0 {
      let known = code.locations[function].filter { $0.value.row > 0 }
      let before = known.filter { $0.key < position }.max { $0.key < $1.key }
      let nearest = before ?? known.min { $0.key < $1.key }
      if let nearest { evaluator.failure?.location = nearest.value }
    }
    return .undefined
  }

  /// Counts a step that may repeat; false when a bound is reached.
  @inline(__always)
  func admit() -> Bool {
    state.pointee.budget -= 1
    if state.pointee.budget < 0 || arena.isExhausted { return refuse() }
    return true
  }

  @inline(never)
  private func refuse() -> Bool {
    if arena.state.pointee.nestsTooDeeply {
      fail(.evalLimit, "values are nested more than \(Value.heightMax) levels deep")
    } else if arena.state.pointee.sharesTooMuch {
      fail(.evalLimit, "values share parts so often that they would be more than \(Value.weightMax) written out")
    } else if arena.isExhausted {
      fail(.evalLimit, "evaluation needs more than \(evaluator.limits.memoryBytesMax) bytes of memory")
    } else {
      return evaluator.grantSlice()
    }
    return false
  }

  // MARK: The loop

  /// Runs a function whose arguments lie at the top of the stack. Undefined when it has no result or failed.
  func run(_ function: UnsafeMutablePointer<FunctionCode>) -> Value {
    let base = state.pointee.top
    let frameEnd = base + function.pointee.registerCount
    guard frameEnd < state.pointee.end - 64, state.pointee.depth < evaluator.limits.callDepthMax else {
      fail(.evalLimit, "rules call each other more than \(evaluator.limits.callDepthMax) deep", function.pointee.index)
      return .undefined
    }
    if state.pointee.depth & 63 == 63, !ThreadStack.hasRoom() {
      fail(.evalLimit, "rules call each other deeper than the thread's stack has room for", function.pointee.index)
      return .undefined
    }
    state.pointee.top = frameEnd
    state.pointee.depth += 1
    let result = step(function, base)
    state.pointee.top = base
    state.pointee.depth -= 1
    return result
  }

  // A switch over all opcodes reads best in one piece, and must be one function to be fast.
  private func step(
    _ function: UnsafeMutablePointer<FunctionCode>, _ base: UnsafeMutablePointer<Value>
  ) -> Value {
    let instructions = function.pointee.instructions
    let constants = function.pointee.constants
    var position = 0

    @inline(__always)
    func get(_ operand: UInt16) -> Value {
      operand & Instruction.constantBit == 0 ? base[Int(operand)] : constants[Int(operand & 0x7FFF)]
    }

    while true {
      let current = instructions[position]
      position += 1
      var holds = true
      switch current.opcode {
      case .jump: holds = false
      case .return: return get(current.a)
      case .move: base[Int(current.a)] = get(current.b)
      case .loadConstant: base[Int(current.a)] = constants[Int(current.extra)]
      case .clear: base[Int(current.a)] = .undefined
      case .loadInput:
        base[Int(current.a)] = state.pointee.input
        holds = !state.pointee.input.isUndefined
      case .loadDocument:
        let value = document(current.extra)
        if state.pointee.hasFailed { return ended(function.pointee.index, position) }
        base[Int(current.a)] = value
        holds = !value.isUndefined
      case .force:
        if base[Int(current.a)].tag == .node {
          let value = materialize(base[Int(current.a)])
          if state.pointee.hasFailed { return ended(function.pointee.index, position) }
          base[Int(current.a)] = value
          holds = !value.isUndefined
        }
      case .lookup:
        let value = member(of: get(current.b), get(current.c))
        base[Int(current.a)] = value
        holds = !value.isUndefined
        if value.isUndefined, state.pointee.hasFailed { return ended(function.pointee.index, position) }
      case .jumpIfFalse: holds = !get(current.a).isFalse
      case .jumpIfUndefined: holds = !get(current.a).isUndefined
      case .jumpIfDefined: holds = get(current.a).isUndefined
      case .equal: holds = Value.equal(get(current.a), get(current.b))
      case .notEqual: holds = !Value.equal(get(current.a), get(current.b))
      case .less: holds = Value.compare(get(current.a), get(current.b)) < 0
      case .lessOrEqual: holds = Value.compare(get(current.a), get(current.b)) <= 0
      case .greater: holds = Value.compare(get(current.a), get(current.b)) > 0
      case .greaterOrEqual: holds = Value.compare(get(current.a), get(current.b)) >= 0
      case .callBuiltin:
        let value = callBuiltin(current, base, function.pointee.index, Int32(position - 1))
        if state.pointee.hasFailed { return ended(function.pointee.index, position) }
        base[Int(current.a)] = value
        holds = !value.isUndefined
      case .callFunction:
        let value = callFunction(current.extra, base + Int(current.b), Int(current.c))
        if state.pointee.hasFailed { return ended(function.pointee.index, position) }
        base[Int(current.a)] = value
        holds = !value.isUndefined
      case .makeArray: base[Int(current.a)] = makeArray(base + Int(current.b), Int(current.c))
      case .makeObject: base[Int(current.a)] = makeObject(base + Int(current.b), Int(current.c))
      case .makeSet: base[Int(current.a)] = makeSet(base + Int(current.b), Int(current.c))
      case .matchArray:
        let value = get(current.a)
        holds = value.tag == .array && value.extent == UInt32(current.extra)
      case .matchObject:
        let value = get(current.a)
        holds = value.tag == .object && value.count == Int(current.extra)
      case .matchIterable:
        switch get(current.a).tag {
        case .array, .object, .set, .node: break
        default: holds = false
        }
      case .element: base[Int(current.a)] = get(current.b).elements[Int(current.extra)]
      case .scan: holds = beginScan(get(current.b), base + Int(current.a))
      case .next:
        if !admit() { return ended(function.pointee.index, position) }
        holds = Machine.nextRound(base + Int(current.a), &base[Int(current.b)], &base[Int(current.c)])
      case .beginArray: base[Int(current.a)] = beginArray()
      case .beginSet: base[Int(current.a)] = SetBuilder(arena).finish()
      case .beginObject: base[Int(current.a)] = beginObject()
      case .append: append(get(current.b), to: base[Int(current.a)])
      case .finishArray: base[Int(current.a)] = finishArray(base[Int(current.a)])
      case .insert:
        var set = SetBuilder(arena, resuming: base[Int(current.a)])
        set.insert(get(current.b))
      case .put:
        if !put(get(current.b), get(current.c), into: base[Int(current.a)]) {
          fail(.evalConflict, Machine.keyConflict, function.pointee.index, Int32(position - 1))
          return .undefined
        }
      case .place: evaluator.builtins.callLocation = location(function.pointee.index, Int32(position - 1))
      case .lookupKeyed:
        let value = keyedMember(current, base + Int(current.b))
        if state.pointee.hasFailed { return ended(function.pointee.index, position) }
        base[Int(current.a)] = value
        holds = !value.isUndefined
      case .descendObject, .descendSet:
        let inner = descend(base[Int(current.b)], get(current.c), isSet: current.opcode == .descendSet)
        if inner.isUndefined {
          fail(.evalConflict, Machine.keyConflict, function.pointee.index, Int32(position - 1))
          return .undefined
        }
        base[Int(current.a)] = inner
      case .assignOnce:
        let value = get(current.b)
        if base[Int(current.a)].isUndefined {
          base[Int(current.a)] = value
        } else if !Value.equal(base[Int(current.a)], value) {
          fail(
            .evalConflict, Machine.conflicts[Int(current.extra)], function.pointee.index, Int32(position - 1))
          return .undefined
        }
      case .withInput: replaceInput(get(current.a), base + Int(current.b), Int(current.c))
      case .withData: replaceDocument(current.extra, get(current.a))
      case .withFunction:
        replaceFunction(current, value: current.a == 0xFFFF ? .undefined : get(current.a))
      case .endWith: endReplacements(Int(current.extra))
      }
      if !holds { position = Int(current.target) }
    }
  }

  static let keyConflict = "object keys must be unique"
  static let conflicts = [
    "complete rules must not produce multiple outputs",
    "functions must not produce multiple outputs for same inputs", keyConflict,
  ]
}
