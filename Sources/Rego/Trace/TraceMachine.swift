/// Evaluates a query as the reference does, step by step, and tells an observer.
///
/// The machine's programs are planned: they do the same work in another order and with less of it. What a trace shows
/// is the reference's way of working itself, so a traced evaluation goes that way: it reads the checked rules, makes
/// terms equal by backtracking, and calls what comes next as a continuation. Values, built-ins and limits are the
/// evaluator's.
final class TraceMachine {
  typealias Next = () -> TraceFlow

  let evaluator: Evaluator
  let source: TraceSource
  let observer: any EvaluationObserver
  let names: TraceNames
  let wantsUnifications: Bool
  var arena: Arena { evaluator.arena }
  var world: TraceReplacements
  /// What was computed, by path or by call; a layer for each `with`.
  var memo: [[Value: Value]] = [[:]]
  var indices: [ObjectIdentifier: TraceRules] = [:]
  /// Takes down what happens, where somebody wants an account.
  var recorder: AccountRecorder?
  /// Whether rules that demand other constants are left out.
  var usesIndex = true
  private var lastQueryID = -1
  private var depth = 0

  /// Continuations nest as deep as the expressions that have been solved; this bounds the stack.
  static let depthMax = 400

  init(
    _ evaluator: Evaluator, _ source: TraceSource, _ query: CheckedQuery, input: Value, observer: any EvaluationObserver
  ) {
    self.evaluator = evaluator
    self.source = source
    self.observer = observer
    wantsUnifications = observer.wantsUnifications
    names = TraceNames(source.checked.writtenNames.merging(query.writtenNames) { _, last in last })
    world = TraceReplacements(input: input, data: .undefined)
  }

  // MARK: Events

  func nextQueryID() -> Int {
    lastQueryID += 1
    return lastQueryID
  }

  func child(_ query: Body, of frame: TraceFrame, _ scope: TraceScope? = nil, findsOne: Bool = false) -> TraceFrame {
    TraceFrame(query, scope ?? TraceScope(), queryID: nextQueryID(), parent: frame, findsOne: findsOne)
  }

  func closure(_ query: Body, of frame: TraceFrame, findsOne: Bool = false) -> TraceFrame {
    let closure = child(query, of: frame, frame.scope, findsOne: findsOne)
    recorder?.closure(closure, of: frame)
    return closure
  }

  func emit(_ operation: TraceEvent.Operation, _ node: TraceEvent.Node, _ frame: TraceFrame, _ message: String = "") {
    let location: Location? =
      switch node {
      case .expression(let expression): expression.location
      case .body(let body): body.first?.location
      case .rule(let rule): rule.location
      case .none, .text: nil
      }
    if let location, location.source != nil || location.row > 0 { frame.location = location }
    observer.observe(
      TraceEvent(
        operation: operation, queryID: frame.queryID, parentID: frame.parentID, location: frame.location,
        message: message.isEmpty && operation == .exit && frame.findsOne ? "early" : message, node: node, names: names))
  }

  func fail(_ code: Diagnostic.Code, _ message: String, _ location: Location = .none) -> TraceFlow {
    evaluator.fail(Diagnostic(code, message, at: location))
    return .failed
  }

  /// Counts a step.
  func admit() -> Bool {
    do throws(BuiltinError) { try evaluator.charge(1) } catch { return false }
    if evaluator.state.pointee.hasFailed { return false }
    if arena.isExhausted {
      _ = fail(.evalLimit, "evaluation needs more than \(evaluator.limits.memoryBytesMax) bytes of memory")
      return false
    }
    return true
  }

  // MARK: Queries

  /// A whole query, with its own events.
  func run(_ frame: TraceFrame, _ found: @escaping () -> TraceFlow) -> TraceFlow {
    emit(.enter, .body(frame.query), frame)
    return evaluate(frame, 0) { [self] in
      emit(.exit, .body(frame.query), frame)
      let flow = found()
      emit(.redo, .body(frame.query), frame)
      return flow
    }
  }

  /// The expressions from `index` on, then what comes next.
  func evaluate(_ frame: TraceFrame, _ index: Int, _ next: @escaping Next) -> TraceFlow {
    guard admit() else { return .failed }
    guard index < frame.query.count else {
      switch next() {
      case .failed: return .failed
      case .earlyExit, .deferredExit: return frame.findsOne ? .earlyExit : .deferredExit
      case .done: return frame.findsOne ? .earlyExit : .done
      }
    }
    guard depth < TraceMachine.depthMax else {
      return fail(.evalLimit, "a traced evaluation solves more than \(TraceMachine.depthMax) expressions in a row")
    }
    depth += 1
    defer { depth -= 1 }
    let expression = frame.query[index]
    frame.record?.current = index
    emit(.eval, .expression(expression), frame)
    if !expression.with.isEmpty { return evaluateWith(expression, frame, index, next) }
    return step(expression, frame) { [self] in
      let flow = evaluate(frame, index + 1, next)
      frame.record?.current = index
      return flow
    }
  }

  private func step(_ expression: Expression, _ frame: TraceFrame, _ next: @escaping Next) -> TraceFlow {
    if expression.isNegated { return evaluateNot(expression, frame, next) }
    var isDefined = false
    let solved: Next = { [self] in
      isDefined = true
      let flow = next()
      emit(.redo, .expression(expression), frame)
      return flow
    }
    let flow: TraceFlow
    switch expression.node {
    case .some: flow = solved()
    case .every(let every): flow = evaluateEvery(every, expression, frame, solved)
    case .term(let term):
      let result = Term(.variable("$term\(frame.queryID).\(expression.location.offset)"), at: .none)
      flow = unify(.term(term), .term(result), frame) { [self] in
        plug(.term(result), frame.scope)?.isFalse == true ? .done : solved()
      }
    case .call(let operation, let arguments):
      if operation.builtinName == "eq", arguments.count == 2 {
        flow = unify(.term(arguments[0]), .term(arguments[1]), frame, solved)
      } else {
        flow = call(operation, arguments, expression, frame, solved)
      }
    }
    if flow == .done, !isDefined { emitFailure(expression, frame) }
    return flow
  }

  private func emitFailure(_ expression: Expression, _ frame: TraceFrame) {
    emit(.fail, .expression(expression), frame)
    recorder?.failed(frame, self)
  }

  private func evaluateNot(_ expression: Expression, _ frame: TraceFrame, _ next: @escaping Next) -> TraceFlow {
    var positive = expression
    positive.isNegated = false
    positive.with = []
    let inner = closure([positive], of: frame)
    emit(.enter, .body(inner.query), inner)
    var isDefined = false
    let flow = evaluate(inner, 0) { [self] in
      emit(.exit, .body(inner.query), inner)
      emit(.redo, .body(inner.query), inner)
      isDefined = true
      return .done
    }
    if flow != .done { return flow }
    if !isDefined { return next() }
    emitFailure(expression, frame)
    return .done
  }

  private func evaluateEvery(
    _ every: Every, _ expression: Expression, _ frame: TraceFrame, _ next: @escaping Next
  ) -> TraceFlow {
    guard let key = every.key else { return next() }
    if let domain = plug(.term(every.domain), frame.scope), ![.array, .object, .set].contains(domain.kind) {
      emit(.fail, .expression(expression), frame)
      return .done
    }
    let place = every.domain.location
    let member = Term(.reference([every.domain, key]), at: place)
    var generator = Expression(.call(Term(.variable("eq"), at: place), [member, every.value]), at: place)
    generator.isGenerated = true
    let domain = closure([generator], of: frame)
    var holdsForAll = true
    emit(.enter, .expression(expression), domain)
    let flow = evaluate(domain, 0) { [self] in
      if !holdsForAll { return .done }
      let body = closure(every.body, of: domain, findsOne: true)
      emit(.enter, .body(body.query), body)
      var isDone = false
      let flow = evaluate(body, 0) { [self] in
        emit(.exit, .body(body.query), body)
        emit(.redo, .body(body.query), body)
        isDone = true
        return .done
      }
      if !isDone { holdsForAll = false }
      emit(.redo, .expression(expression), domain)
      return flow.suppressed
    }
    if flow != .done { return flow }
    if holdsForAll {
      let flow = next()
      emit(.exit, .expression(expression), domain)
      return flow
    }
    emit(.fail, .expression(expression), domain)
    return .done
  }

  // MARK: with

  private func evaluateWith(
    _ expression: Expression, _ frame: TraceFrame, _ index: Int, _ next: @escaping Next
  ) -> TraceFlow {
    let outside = world
    var inside = world
    var targets: [[Term]] = []
    var mocks: [String: Term] = [:]
    for with in expression.with {
      let path: [Term]
      if case .reference(let terms) = with.target.node { path = terms } else { path = [with.target] }
      let isDocument = (path[0].isVariable("input") || path[0].isVariable("data")) && !isFunction(with.target)
      guard isDocument else {
        mocks[with.target.description] = isFunction(with.value) ? with.value : plugged(with.value, frame.scope)
        continue
      }
      let value = plug(.term(with.value), frame.scope) ?? .undefined
      let keys = path.dropFirst().compactMap { plug(.term($0), frame.scope) }
      if path[0].isVariable("input") {
        inside.input = arena.patched(inside.input, keys[...], value)
      } else {
        inside.data = arena.patched(inside.data, keys[...], value)
      }
      targets.append(path)
    }
    inside.targets.append(targets)
    inside.mocks[inside.mocks.count - 1].append(mocks)
    let enter = { [self] in
      world = inside
      memo.append([:])
      recorder?.pushLayer()
    }
    let leave = { [self] in
      world = outside
      memo.removeLast()
      recorder?.popLayer()
    }
    enter()
    let flow = step(expression, frame) { [self] in
      leave()
      let flow = evaluate(frame, index + 1, next)
      enter()
      frame.record?.current = index
      return flow
    }
    leave()
    return flow
  }

  /// A value as a term that calls can return.
  private func plugged(_ term: Term, _ scope: TraceScope) -> Term {
    let (item, _) = scope.apply(.term(term))
    guard let value = plug(item, scope) else { return term }
    let name = "$mock\(nextQueryID())"
    scope.bindings[name] = (.value(value), scope)
    mockValues[name] = value
    return Term(.variable(name), at: term.location)
  }

  /// What replacements by values return.
  var mockValues: [String: Value] = [:]
}
