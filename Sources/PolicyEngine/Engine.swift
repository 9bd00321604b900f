// Unsafe: owns scratch memory, and hands out values of its arena.

public import Rego

/// Makes decisions over one snapshot. One belongs to each thread; it keeps its memory between decisions.
///
/// Every failure on the way is a denial with a reason; nothing that a request or a policy does ends in a grant by
/// accident.
public final class Engine {
  public let snapshot: PolicySnapshot
  public let options: EngineOptions
  let environment: EngineEnvironment
  let evaluator: Evaluator
  let state: UnsafeMutablePointer<DecisionState>
  /// Nil unless someone wants to see evaluations.
  let tracer: EvaluationTracer?
  let mapperChoice: Result<MapperChoice, EngineError>
  private let recordWriter: RecordWriter

  public init(_ snapshot: PolicySnapshot, options: EngineOptions = EngineOptions(), environment: EngineEnvironment) {
    self.snapshot = snapshot
    self.options = options
    self.environment = environment
    evaluator = Evaluator(symbols: snapshot.symbols, limits: options.limits)
    evaluator.builtins.zoneFile = environment.zoneFile
    evaluator.builtins.network = environment.network
    tracer = options.trace.map { EvaluationTracer(snapshot, limits: options.limits, sink: $0) }
    state = .allocate(capacity: 1)
    state.initialize(to: DecisionState(policyCount: snapshot.policies.count, roleCount: snapshot.roles.count))
    mapperChoice = MapperChoice.make(snapshot, domain: options.mapperDomain)
    recordWriter = RecordWriter(snapshot: snapshot.fingerprint, environment: options.auditEnvironment)
  }

  deinit {
    state.pointee.free()
    state.deallocate()
  }

  /// Where inputs of the next decision are built; empty after ``begin()``.
  public var arena: Arena { evaluator.arena }

  /// What built-ins may use: clock, random numbers, caches.
  public var builtins: BuiltinContext { evaluator.builtins }

  /// When evaluations of the decision at hand end with an error, which denies, by the monotonic clock of ``builtins``;
  /// nil for never. Set it for each decision.
  public var deadlineNanoseconds: UInt64? {
    get { evaluator.deadlineNanoseconds }
    set { evaluator.deadlineNanoseconds = newValue }
  }

  /// How often a request's `scopes`, `mroles` or `mgroups` was a string, which counts as empty.
  public var stringClaims: UInt64 { state.pointee.stringClaims }

  /// Begins a decision: everything of the last one is given back, its ``Decision/references`` included.
  @discardableResult
  public func begin() -> Arena {
    evaluator.reset()
    renew()
    return evaluator.arena
  }

  /// Forgets the last decision.
  func renew() {
    state.pointee.number += 1
    state.pointee.references.removeAll()
    state.pointee.record = AccessRecord()
  }

  /// Decides about a PORC.
  /// - Parameter porc: an object; it is valid until the next ``begin()``.
  /// - Throws: when it is no object; then there is no record either.
  public func decide(porc: Value) throws(EngineError) -> Decision {
    guard porc.tag == .object else {
      throw EngineError(
        .invalidPORC, "a PORC must be an object, not \(Self.article(porc.kind))", reason: .invalidParameter)
    }
    let start = environment.elapsedNanoseconds()
    renew()
    let request = realise(porc)
    state.pointee.record.id = DecisionID(random: environment.random)
    state.pointee.record.timestampNanoseconds = environment.nowNanoseconds()
    evaluator.builtins.nowNanoseconds = state.pointee.record.timestampNanoseconds
    if let request {
      state.pointee.record.porc = request.porc
      state.pointee.outcomes = runPhases(request)
      combine(state.pointee.outcomes, request)
    }
    state.pointee.record.overallNanoseconds = max(0, environment.elapsedNanoseconds() - start)
    return Decision(self)
  }

  /// Decides about a PORC in JSON.
  public func decide(json bytes: UnsafeBufferPointer<UInt8>) throws(EngineError) -> Decision {
    let arena = begin()
    let porc: Value
    do throws(JSONError) { porc = try JSONReader.read(bytes, into: arena) } catch {
      throw EngineError(.invalidPORC, error.description, reason: .invalidParameter)
    }
    if let number = NumberRange.firstBeyondDouble(porc) {
      throw EngineError(.invalidPORC, "the number `\(number)` is out of range", reason: .invalidParameter)
    }
    return try decide(porc: porc)
  }

  static func article(_ kind: Value.Kind) -> String {
    switch kind {
    case .undefined: "nothing"
    case .null: "null"
    case .array: "an array"
    case .object: "an object"
    default: "a \(kind)"
    }
  }

  // MARK: Phases

  private func runPhases(_ request: RealisedRequest) -> PhaseOutcomes {
    var outcomes = PhaseOutcomes()
    var durations = PhaseDurations()
    state.pointee.nowNanoseconds = environment.elapsedNanoseconds()
    var begin = state.pointee.nowNanoseconds
    outcomes.operation = OperationPhase.run(self, request)
    outcomes.referenceEnds.0 = state.pointee.references.count
    durations.system = lap(&begin)
    outcomes.identity = IdentityPhase.run(self, request)
    outcomes.referenceEnds.1 = state.pointee.references.count
    durations.identity = lap(&begin)
    outcomes.resource = !request.resource.isUnresolved && ResourcePhase.run(self, request)
    outcomes.referenceEnds.2 = state.pointee.references.count
    durations.resource = lap(&begin)
    outcomes.scope = ScopePhase.run(self, request)
    durations.scope = lap(&begin)
    state.pointee.record.phases = durations
    return outcomes
  }

  /// Nanoseconds from `begin` to the end of the last evaluation, where the next phase begins. Clocks are read once an
  /// evaluation: reading them is a good part of what a small policy costs.
  private func lap(_ begin: inout Int64) -> Int64 {
    defer { begin = state.pointee.nowNanoseconds }
    return max(0, state.pointee.nowNanoseconds - begin)
  }

  /// The operation's policy decides alone unless it says 0; then all other phases must grant.
  private func combine(_ outcomes: PhaseOutcomes, _ request: RealisedRequest) {
    state.pointee.record.override = outcomes.operation.override
    var recorded = 4
    switch outcomes.operation.override {
    case .granted:
      state.pointee.record.isAllowed = true
      recorded = 1
    case .denied: recorded = 1
    case .none:
      let grants = outcomes.identity && outcomes.resource && outcomes.scope
      state.pointee.record.isAllowed = grants && !request.resource.isUnresolved
      recorded = outcomes.identity ? (outcomes.resource ? 4 : 3) : 2
      if request.resource.isUnresolved { recorded = 1 }
    }
    if !options.recordsAllPhases { dropReferences(after: recorded, outcomes) }
    if request.resource.isUnresolved, case .none = outcomes.operation.override {
      let failure = request.resource.failure
      record(
        ReferenceEntry(
          id: request.resource.id, phase: .resource, policy: -1, isGranted: false,
          code: failure.isUndefined ? .notFound : .network,
          reason: failure.isUndefined
            ? arena.string("no matching resource and no default resource group found") : failure, nanoseconds: 0))
    }
  }

  private func dropReferences(after phases: Int, _ outcomes: PhaseOutcomes) {
    switch phases {
    case 1: state.pointee.references.truncate(to: outcomes.referenceEnds.0)
    case 2: state.pointee.references.truncate(to: outcomes.referenceEnds.1)
    case 3: state.pointee.references.truncate(to: outcomes.referenceEnds.2)
    default: break
    }
  }

  func record(_ reference: ReferenceEntry) { state.pointee.references.append(reference) }

  /// Appends the record of the last decision as one JSON object, without a line end.
  package func writeRecord(to writer: ByteWriter) {
    recordWriter.write(state.pointee.record, state.pointee.references, snapshot.policies, to: writer)
  }
}

/// What the phases said.
struct PhaseOutcomes: BitwiseCopyable {
  var operation = OperationOutcome(override: .denied(.jwtRequired))
  var identity = false
  var resource = false
  var scope = false
  /// How many references there were after the first three phases.
  var referenceEnds = (0, 0, 0)
}
