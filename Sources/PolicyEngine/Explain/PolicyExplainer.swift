import PolicyDomain
import Rego

/// Follows evaluations of policies, and says in positions and texts how they came out.
final class PolicyExplainer {
  private let snapshot: PolicySnapshot
  private let tracer: Evaluator
  private let bounds: ExplanationBounds
  private let positions: SourceMap
  private var expressionCount = 0
  /// How many evaluations were followed.
  private(set) var traces = 0
  /// Whether as many were as may be.
  var isSpent: Bool { traces >= bounds.tracesMax }
  var presentation = ValuePresentation([])

  init(
    _ snapshot: PolicySnapshot, _ bounds: ExplanationBounds, limits: Evaluator.Limits, environment: EngineEnvironment
  ) {
    self.snapshot = snapshot
    self.bounds = bounds
    positions = SourceMap(snapshot.bundles)
    var limits = limits
    limits.instructionsMax = min(limits.instructionsMax, bounds.traceStepsMax)
    tracer = Evaluator(symbols: snapshot.symbols, limits: limits)
    tracer.builtins.zoneFile = environment.zoneFile
    tracer.builtins.network = environment.network
    tracer.cancellation = bounds.cancellation
    tracer.builtins.patience = bounds.patience
  }

  /// Begins another explanation.
  func renew() { traces = 0 }

  /// What was found of an evaluation.
  enum Finding {
    case account(EvaluationAccount)
    /// The evaluation gave another result than the engine's.
    case disagreement(String)
    /// It could not be followed.
    case unfollowed(String)
  }

  /// Follows the evaluation of a query, and compares it with what the engine made of it.
  /// - Parameter body: reads the account, whose values are valid as long as it runs.
  func follow<R>(
    _ query: PreparedQuery, input: Value, expecting expected: Value, nowNanoseconds: Int64, _ body: (Finding) -> R
  ) -> R {
    traces += 1
    tracer.builtins.nowNanoseconds = nowNanoseconds
    defer { tracer.reset() }
    var last = ""
    // Rules that the index leaves out say what they demand. In rare policies they also end an evaluation.
    for usesIndex in [false, true] {
      do throws(Diagnostic) {
        let account = try tracer.account(of: query, input: input, usesIndex: usesIndex)
        if account.result == expected { return body(.account(account)) }
        last = presentation.text(account.result) ?? "undefined"
      } catch {
        if usesIndex || error.code == .evalCancel || error.code == .evalLimit {
          return body(.unfollowed(error.description))
        }
      }
    }
    return body(.disagreement(last))
  }

  // MARK: Words

  /// How a policy came to its value.
  func explain(
    policy index: Int, _ account: EvaluationAccount, granted: Bool
  ) -> PolicyExplanation {
    let module = snapshot.bundles.policy(snapshot.policyPlaces[index])
    var result = PolicyExplanation(mrn: module.mrn.value, position: module.position)
    result.value = presentation.text(account.result)
    expressionCount = 0
    add(account, granted: granted, to: &result)
    return result
  }

  /// Adds the rules of an account.
  func add(_ account: EvaluationAccount, granted: Bool, to result: inout PolicyExplanation) {
    guard let root = account.root else {
      result.note = "no rule gives a value"
      return
    }
    let deciding = root.rules.first { $0.value != nil && $0.value == account.result }
    result.rule = deciding.map { explain($0, depth: 0, []) }
    if !granted {
      result.candidates = root.rules.filter { $0.value == nil && !$0.isDefault }.map { explain($0, depth: 0, []) }
    }
    if account.isCut || expressionCount > bounds.expressionsMax {
      result.note = "more than \(bounds.expressionsMax) expressions are involved: what is shown is cut"
    }
  }

  private func explain(_ rule: RuleAccount, depth: Int, _ above: Set<ObjectIdentifier>) -> RuleExplanation {
    var result = RuleExplanation(position: positions.position(rule.location), isDefault: rule.isDefault)
    result.value = rule.value.flatMap { presentation.text($0) }
    let shown = rule.value == nil ? rule.failures : rule.conditions
    result.attempts = rule.value == nil ? rule.failureCount : 0
    result.expressions = shown.compactMap { explain($0, failed: rule.value == nil, depth: depth, above) }
    return result
  }

  /// - Parameter failed: whether the expression did not hold.
  private func explain(
    _ expression: ExpressionAccount, failed: Bool, depth: Int, _ above: Set<ObjectIdentifier>
  ) -> ExpressionExplanation? {
    expressionCount += 1
    guard expressionCount <= bounds.expressionsMax else { return nil }
    var result = ExpressionExplanation(
      position: positions.position(expression.location), text: presentation.text(expression.text),
      values: expression.values.map { named in
        (named.text, presentation.text(named.value, named: named.text, path: named.inputPath ?? []))
      })
    guard depth < bounds.depthMax else { return result }
    let wantsHolding = failed == expression.isNegated
    for document in expression.documents where !above.contains(ObjectIdentifier(document)) {
      if let explained = explain(document, holding: wantsHolding, depth: depth + 1, above) {
        result.because.append(explained)
      }
    }
    if failed, !expression.isNegated {
      result.inner = expression.inner.compactMap { explain($0, failed: true, depth: depth + 1, above) }
    }
    return result
  }

  /// What lies behind an expression; nil for a document that does not explain it.
  private func explain(
    _ document: DocumentAccount, holding: Bool, depth: Int, _ above: Set<ObjectIdentifier>
  ) -> DocumentExplanation? {
    let rules: [RuleAccount]
    if holding {
      // A constant, or a rule without a condition, explains itself.
      rules = document.rules.filter { $0.value != nil && !$0.conditions.isEmpty && document.holds }
    } else if document.isCollection || !document.holds || document.isDefaulted {
      rules = document.rules.filter { $0.value == nil && !$0.isDefault }
    } else {
      rules = []
    }
    if rules.isEmpty { return nil }
    let inside = above.union([ObjectIdentifier(document)])
    return DocumentExplanation(
      name: document.name, value: presentation.text(document.value, named: document.name),
      rules: rules.map { explain($0, depth: depth, inside) })
  }
}

/// The way from places in Rego texts to places in files.
struct SourceMap {
  private var snippets: [ObjectIdentifier: RegoSnippet] = [:]

  init(_ bundles: BundleSet) {
    for domain in bundles.domains {
      let texts = domain.policies.map(\.rego) + domain.libraries.map(\.rego) + domain.mappers.map(\.rego)
      for snippet in texts { snippets[ObjectIdentifier(snippet.source)] = snippet }
    }
  }

  func position(_ location: Location) -> SourcePosition? {
    guard let source = location.source, location.row > 0 else { return nil }
    return snippets[ObjectIdentifier(source)]?.position(row: location.row, column: location.column)
  }
}

extension BundleSet {
  func policy(_ place: Place) -> PolicyModule { domains[place.domain].policies[place.index] }
}
