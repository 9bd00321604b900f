/// Takes down what a traced evaluation does, for an ``EvaluationAccount``.
final class AccountRecorder {
  /// By what was asked; a layer for each `with`, as the machine's memory of results has.
  private var layers: [[Value: DocumentAccount]] = [[:]]
  /// Every document by its path, also those that `with` put aside.
  private(set) var latest: [Value: DocumentAccount] = [:]
  private(set) var root: DocumentAccount?
  private(set) var isCut = false
  private var expressionCount = 0

  /// Attempts of one expression that are kept.
  static let attemptsMax = 3
  /// Expressions that are kept.
  static let expressionsMax = 10_000
  /// Closures in closures, and ways from an operand to the input, that are followed.
  static let depthMax = 8

  func pushLayer() { layers.append([:]) }
  func popLayer() { layers.removeLast() }

  // MARK: Documents

  /// Notes that the expression at hand asks a document.
  /// - Parameter key: tells it from all others.
  func use(
    _ key: Value, _ name: @autoclosure () -> String, isFunction: Bool = false, isCollection: Bool = false,
    _ frame: TraceFrame
  ) -> DocumentAccount {
    let document: DocumentAccount
    if let known = layers[layers.count - 1][key] {
      document = known
    } else {
      document = DocumentAccount(name: name(), isFunction: isFunction, isCollection: isCollection)
      layers[layers.count - 1][key] = document
      latest[key] = document
    }
    if root == nil { root = document }
    frame.record?.use(document)
    return document
  }

  /// Notes that a rule is tried for a document.
  func begin(_ rule: Rule, _ frame: TraceFrame, _ document: DocumentAccount?, _ machine: TraceMachine) {
    guard let document else { return }
    let record = FrameRecord(frame.query, parent: nil)
    let constant = machine.plug(.term(rule.head.value ?? Term(.boolean(true), at: .none)), TraceScope())
    let account = RuleAccount(rule, constant: constant, frame: record)
    record.rule = account
    record.document = document
    frame.record = record
    document.rules.append(account)
  }

  /// Notes whose operands the parameters of a function are.
  func bind(_ parameters: [Term], to operands: [Term], _ frame: TraceFrame, of caller: TraceFrame) {
    guard let record = frame.record, let callerRecord = caller.record else { return }
    for (parameter, operand) in zip(parameters, operands) {
      if case .variable(let name) = parameter.node { record.parameters[name] = (operand, callerRecord) }
    }
  }

  /// Notes that a rule gave a value.
  func gave(_ rule: Rule, _ frame: TraceFrame, _ machine: TraceMachine) {
    guard let record = frame.record, let account = record.rule else { return }
    let head = rule.head.key ?? rule.head.value ?? Term(.boolean(true), at: rule.location)
    let value = machine.plug(.term(head), frame.scope) ?? .undefined
    if account.value == nil, !rule.isDefault {
      let written = frame.query.indices.filter { !frame.query[$0].isGenerated && frame.query[$0].isWritten }
      account.conditions = written.prefix(16).compactMap { capture($0, frame, record, machine, depth: 0) }
    }
    account.value = value
    account.failures = []
    if let document = record.document, !document.isCollection, document.value.isUndefined { document.value = value }
  }

  // MARK: Expressions

  func closure(_ frame: TraceFrame, of parent: TraceFrame) {
    guard let outer = parent.record else { return }
    let record = FrameRecord(frame.query, parent: outer)
    frame.record = record
    outer.add(record)
  }

  /// Notes that the expression at hand has no solution.
  func failed(_ frame: TraceFrame, _ machine: TraceMachine) {
    guard let record = frame.record, record.current == record.furthest, record.rule?.value == nil else { return }
    record.failureCount += 1
    record.rule?.failureCount = record.failureCount
    guard record.failures.count < AccountRecorder.attemptsMax,
      let account = capture(record.current, frame, record, machine, depth: 0)
    else { return }
    record.failures.append(account)
    record.rule?.failures = record.failures
  }

  /// What an expression of a frame is and stands for at this moment.
  private func capture(
    _ index: Int, _ frame: TraceFrame, _ record: FrameRecord, _ machine: TraceMachine, depth: Int
  ) -> ExpressionAccount? {
    guard expressionCount < AccountRecorder.expressionsMax else {
      isCut = true
      return nil
    }
    expressionCount += 1
    let group = ExpressionGroup(index, in: frame.query)
    let reader = ExpressionReader(machine, self, frame, record)
    var documents: [DocumentAccount] = []
    var inner: [ExpressionAccount] = []
    for member in group.indices { record.collect(member, &documents, &inner, depth: 0) }
    return ExpressionAccount(
      location: group.location, isNegated: group.owner.isNegated, values: reader.values(of: group),
      documents: documents, inner: inner, requirement: reader.requirement(of: group.owner))
  }
}

/// What is known of a query, a rule's body or a closure while it is evaluated.
final class FrameRecord {
  let query: Body
  /// The one around a closure.
  let parent: FrameRecord?
  var rule: RuleAccount?
  var document: DocumentAccount?
  /// Of a function: the operands of its call, and where they stand.
  var parameters: [String: (operand: Term, frame: FrameRecord)] = [:]
  /// The expression that is evaluated.
  var current = 0 {
    didSet {
      guard current > furthest else { return }
      furthest = current
      failures = []
      failureCount = 0
    }
  }
  private(set) var furthest = -1
  var failures: [ExpressionAccount] = []
  var failureCount = 0
  private var documents: [Int: [DocumentAccount]] = [:]
  private var closures: [Int: [FrameRecord]] = [:]

  init(_ query: Body, parent: FrameRecord?) {
    self.query = query
    self.parent = parent
  }

  func use(_ document: DocumentAccount) {
    if documents[current]?.contains(where: { $0 === document }) != true {
      documents[current, default: []].append(document)
    }
  }

  func add(_ closure: FrameRecord) {
    if closures[current, default: []].count < 16 { closures[current, default: []].append(closure) }
  }

  /// The documents that the expression at `index` asked, and how its closures ended.
  func collect(_ index: Int, _ found: inout [DocumentAccount], _ inner: inout [ExpressionAccount], depth: Int) {
    for document in documents[index] ?? [] where !found.contains(where: { $0 === document }) { found.append(document) }
    guard depth < AccountRecorder.depthMax else { return }
    for closure in closures[index] ?? [] {
      if let failure = closure.failures.first, inner.count < AccountRecorder.attemptsMax { inner.append(failure) }
      for position in closure.query.indices { closure.collect(position, &found, &inner, depth: depth + 1) }
    }
  }
}

/// An expression as the author wrote it, with those that the compiler took out of it.
struct ExpressionGroup {
  let owner: Expression
  /// Of all of them in the body.
  let indices: [Int]
  let members: [Expression]
  var location: Location { owner.location }

  init(_ index: Int, in body: Body) {
    let found = body[index]
    let written =
      !found.isGenerated
      ? found
      : body[index...].first { !$0.isGenerated && $0.location.encloses(found.location) }
        ?? body.first { !$0.isGenerated && $0.location.encloses(found.location) } ?? found
    owner = written
    indices = body.indices.filter { position in
      let expression = body[position]
      return position == index
        || written.location.encloses(expression.location)
          && (expression.isGenerated || expression.location.offset == written.location.offset)
    }
    members = indices.map { body[$0] }
  }
}

extension Location {
  /// Whether a place lies within this one.
  fileprivate func encloses(_ other: Location) -> Bool {
    source === other.source && offset <= other.offset && other.offset + other.length <= offset + length
  }
}

extension Expression {
  /// Whether there is a text of it, and it says something: the `true` of a rule without a body does not.
  var isWritten: Bool {
    if case .term(let term) = node, case .boolean(true) = term.node { return false }
    return location.length > 0
  }
}
