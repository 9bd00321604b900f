import PolicyDomain
public import Rego

/// Explains decisions: which phase, which policy, which rule and which expression decided, and what would have granted a
/// denied request.
///
/// The engine's decision is the truth; evaluations are followed step by step beside it and compared with it. An
/// explanation costs hundreds of decisions and leaves no AccessRecord. One explainer belongs to each thread.
public final class Explainer {
  public let snapshot: PolicySnapshot
  private let engine: Engine
  private let policies: PolicyExplainer
  private let bounds: ExplanationBounds
  private let options: EngineOptions
  private let environment: EngineEnvironment

  /// - Parameters:
  ///   - snapshot: the policies.
  ///   - options: as decisions are made with; the record's options do not matter.
  ///   - environment: as decisions are made with.
  ///   - bounds: how long and how widely remedies are looked for.
  public init(
    _ snapshot: PolicySnapshot, options: EngineOptions = EngineOptions(),
    bounds: ExplanationBounds = ExplanationBounds(), environment: EngineEnvironment
  ) {
    var options = options
    options.recordsAllPhases = true
    options.trace = nil
    self.snapshot = snapshot
    self.options = options
    self.bounds = bounds
    self.environment = environment
    engine = Engine(snapshot, options: options, environment: environment)
    engine.evaluator.cancellation = bounds.cancellation
    engine.builtins.patience = bounds.patience
    policies = PolicyExplainer(snapshot, bounds, limits: options.limits, environment: environment)
  }

  /// Begins an explanation.
  /// - Returns: the arena to build the request in.
  @discardableResult
  public func begin() -> Arena { engine.begin() }

  /// Explains the decision about a PORC.
  /// - Parameter porc: built in the arena of ``begin()``, or a document's value.
  /// - Throws: when it is no object; then there is no decision either.
  public func explain(porc: Value) throws(EngineError) -> Explanation {
    if let number = NumberRange.firstBeyondDouble(porc) {
      throw EngineError(.invalidPORC, "the number `\(number)` is out of range", reason: .invalidParameter)
    }
    return try explain(porc: porc, request: .undefined, mapper: nil)
  }

  /// Explains the decision about a request that the mapper turns into a PORC. A mapper that gives none denies.
  /// - Parameter mapperInput: built in the arena of ``begin()``, or a document's value.
  /// - Throws: when there is no mapper to choose.
  public func explain(mapperInput: Value) throws(EngineError) -> Explanation {
    var mapper = try mapperExplanation(mapperInput)
    let porc: Value
    do throws(EngineError) {
      porc = try engine.map(mapperInput)
      guard porc.tag == .object else {
        throw EngineError(
          .mapping, "the mapper gave no PORC: a PORC must be an object, not \(Engine.article(porc.kind))",
          reason: .evaluation)
      }
    } catch {
      policies.presentation = ValuePresentation([mapperInput])
      mapper.explanation.failure = policies.presentation.text(error.message)
      follow(mapper.index, mapperInput, &mapper.explanation)
      return Explanation(
        allowed: false, reason: "denied: \(mapper.explanation.failure ?? "")", subject: "", operation: "",
        resource: "", mapper: mapper.explanation, porc: "")
    }
    return try explain(porc: porc, request: mapperInput, mapper: mapper.explanation)
  }

  // MARK: Decisions

  private func explain(
    porc: Value, request: Value, mapper: MapperExplanation?
  ) throws(EngineError) -> Explanation {
    let decision = try engine.decide(porc: porc)
    policies.renew()
    let record = engine.state.pointee.record
    policies.presentation = ValuePresentation([request, porc])
    let presentation = policies.presentation
    func text(_ value: Value) -> String { presentation.text(value.string ?? "") }
    var result = Explanation(
      allowed: decision.allowed, reason: presentation.text(decision.reason), override: Self.override(record),
      subject: text(record.subject), operation: text(record.operation), resource: text(record.resource),
      mapper: mapper, porc: JSONWriter.string(presentation.redacted(porc, in: engine.arena)))
    var phases = PhaseExplainer(engine, policies, porc: porc)
    result.phases = phases.phases()
    result.problems = phases.problems
    if decision.references.contains(where: { $0.phase == .resource && $0.code == .invalidParameter }) {
      result.remedies.note = "the request cannot be decided about: there is nothing to search"
    } else if !decision.allowed, bounds.searches {
      let document = Document(copying: porc)
      let search = RemedySearch(
        snapshot, options, bounds, environment, policies, document, nowNanoseconds: record.timestampNanoseconds)
      result.remedies = search.run()
    }
    return result
  }

  private static func override(_ record: AccessRecord) -> String? {
    switch record.override {
    case .none: nil
    case .granted(let reason): "\(reason.text)"
    case .denied(let reason): "\(reason.text)"
    }
  }

  // MARK: Mappers

  private func mapperExplanation(_ input: Value) throws(EngineError) -> (index: Int, explanation: MapperExplanation) {
    let index = try engine.mapperIndex(for: input)
    let place = snapshot.mapperPlaces[index]
    let module = snapshot.bundles.domains[place.domain].mappers[place.index]
    return (
      index,
      MapperExplanation(
        domain: snapshot.mappers[index].domain, name: snapshot.mappers[index].name, position: module.position)
    )
  }

  /// How the mapper's rule came to give nothing.
  private func follow(_ index: Int, _ input: Value, _ mapper: inout MapperExplanation) {
    var policy = PolicyExplanation(mrn: mapper.name, position: mapper.position)
    policies.follow(
      snapshot.mappers[index].query, input: input, expecting: .undefined,
      nowNanoseconds: engine.builtins.nowNanoseconds
    ) { finding in
      if case .account(let account) = finding { policies.add(account, granted: false, to: &policy) }
    }
    if policy.rule != nil || !policy.candidates.isEmpty { mapper.policy = policy }
  }
}
