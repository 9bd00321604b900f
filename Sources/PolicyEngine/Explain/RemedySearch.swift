import Rego

/// Looks for the smallest sets of changes that turn a denial into a grant: breadth first by size, each set decided about
/// by the engine. A set grows only by changes that concern the first phase that still denies.
final class RemedySearch {
  private let bounds: ExplanationBounds
  private let policies: PolicyExplainer
  private let porc: Document
  private let variants: SnapshotVariants
  private let factory: ChangeFactory
  private let interests: PolicyInterests
  private let resource: Document
  private let mayWait: Bool
  private let elapsedNanoseconds: () -> Int64
  /// When the search ends, by that clock.
  private let endNanoseconds: Int64
  private var list = RemedyList()
  private var found: [[RequestChange]] = []
  private var seen: Set<Set<RequestChange.Edit>> = []
  private var isCut = false

  /// A set that does not grant yet.
  private struct State {
    var changes: [RequestChange]
    var outcome: DecisionOutcome
    var cost: Int { changes.reduce(0) { $0 + $1.cost } }
  }

  /// Sets of one size that are extended.
  private static let frontierMax = 40
  /// Changes of a set's last place that bring no phase to grant, but may be half of what does.
  private static let halvesMax = 12
  /// Remedies of one size that are kept, to list the simplest.
  private static let foundMax = 200

  init(
    _ snapshot: PolicySnapshot, _ options: EngineOptions, _ bounds: ExplanationBounds, _ environment: EngineEnvironment,
    _ policies: PolicyExplainer, _ porc: Document, nowNanoseconds: Int64
  ) {
    self.bounds = bounds
    self.policies = policies
    self.porc = porc
    mayWait = snapshot.mayWait
    elapsedNanoseconds = environment.elapsedNanoseconds
    endNanoseconds = environment.elapsedNanoseconds() + bounds.searchNanosecondsMax
    var environment = environment
    // All decisions of a search are of one moment.
    environment.nowNanoseconds = { nowNanoseconds }
    if let resolve = environment.resolveResource, let mrn = porc.value["resource"].string {
      // No change names another resource: who knows it is asked once.
      let answer = resolve(mrn)
      environment.resolveResource = { $0 == mrn ? answer : resolve($0) }
    }
    let engine = Engine(snapshot, options: options, environment: environment)
    engine.evaluator.cancellation = bounds.cancellation
    _ = try? engine.decide(porc: porc.value)
    let record = engine.state.pointee.record
    resource = Document(copying: record.porc["resource"])
    variants = SnapshotVariants(
      snapshot, options, environment, decidedBy: engine, cancellation: bounds.cancellation)
    factory = ChangeFactory(
      snapshot: snapshot, isResourceByMRN: porc.value["resource"].tag == .string,
      isNobody: (porc.value["principal"]["sub"].string ?? "").isEmpty, operation: record.operation.string ?? "")
    interests = PolicyInterests(snapshot.bundles)
  }

  /// Searches, once.
  func run() -> RemedyList {
    guard !mayWait else {
      list.note = "policies may ask the network: no search, which would ask it again and again"
      return list
    }
    guard let start = decide([]), !start.isAllowed else { return finish() }
    var frontier = [State(changes: [], outcome: start)]
    var size = 0
    while size < bounds.changesMax, found.isEmpty, !frontier.isEmpty, !isOver {
      size += 1
      frontier = extend(frontier, size: size)
    }
    return finish()
  }

  private var isOver: Bool { list.evaluations >= bounds.evaluationsMax || isLate }

  private var isLate: Bool {
    bounds.cancellation?.isCancelled == true || elapsedNanoseconds() >= endNanoseconds
  }

  // MARK: Search

  private func extend(_ frontier: [State], size: Int) -> [State] {
    var next: [State] = []
    for state in frontier {
      if isOver { return [] }
      var halves = 0
      for change in candidates(state) {
        if isOver { return [] }
        guard let extended = extended(state.changes, change), let outcome = decide(extended) else { continue }
        if outcome.isAllowed {
          keep(extended)
        } else if size < bounds.changesMax, deserves(outcome, after: state.outcome, change, &halves) {
          next.append(State(changes: extended, outcome: outcome))
        }
      }
    }
    next = next.enumerated().sorted { a, b in
      (a.element.outcome.failing.count, a.element.cost, a.offset)
        < (b.element.outcome.failing.count, b.element.cost, b.offset)
    }.map(\.element)
    if next.count > Self.frontierMax {
      isCut = true
      next.removeLast(next.count - Self.frontierMax)
    }
    return next
  }

  /// The set with one more change; nil when they do not go together, or were tried.
  private func extended(_ changes: [RequestChange], _ change: RequestChange) -> [RequestChange]? {
    guard !changes.contains(where: { $0.place == change.place }) else { return nil }
    let extended = changes + [change]
    return seen.insert(Set(extended.map(\.edit))).inserted ? extended : nil
  }

  /// Whether a set that does not grant is worth another change.
  private func deserves(
    _ outcome: DecisionOutcome, after last: DecisionOutcome, _ change: RequestChange, _ halves: inout Int
  ) -> Bool {
    if outcome.failing.count < last.failing.count { return true }
    if let first = last.failing.first, !outcome.failing.contains(first) { return true }
    halves += 1
    if halves > Self.halvesMax { isCut = true }
    return halves <= Self.halvesMax
  }

  private func candidates(_ state: State) -> [RequestChange] {
    guard let phase = state.outcome.failing.first, let engine = decided(state.changes) else { return [] }
    var candidates = ChangeCandidates(engine, policies, factory, bounds, interests)
    let all = candidates.all(for: phase)
    if candidates.isCut { isCut = true }
    return all
  }

  /// Keeps a set that grants, less what it does not need.
  private func keep(_ changes: [RequestChange]) {
    var needed = changes
    for change in changes where needed.count > 1 {
      let rest = needed.filter { $0.edit != change.edit }
      if decide(rest)?.isAllowed == true { needed = rest }
    }
    let edits = Set(needed.map(\.edit))
    guard !found.contains(where: { Set($0.map(\.edit)) == edits }), found.count < Self.foundMax else { return }
    found.append(needed)
  }

  // MARK: Decisions

  /// An engine that has just decided about the request with these changes.
  private func decided(_ changes: [RequestChange]) -> Engine? {
    list.evaluations += 1
    let engine = variants.engine(SnapshotVariants.Routes(changes))
    var editor = PORCEditor(porc.value, resource: resource.value, in: engine.begin())
    for change in changes { editor.apply(change.edit) }
    guard (try? engine.decide(porc: editor.porc)) != nil else { return nil }
    return engine
  }

  private func decide(_ changes: [RequestChange]) -> DecisionOutcome? { decided(changes).map(DecisionOutcome.init) }

  // MARK: Result

  private func finish() -> RemedyList {
    let wasLate = isLate
    let sorted = found.enumerated().sorted { a, b in
      let (first, second) = (a.element.reduce(0) { $0 + $1.cost }, b.element.reduce(0) { $0 + $1.cost })
      return (a.element.count, first, a.offset) < (b.element.count, second, b.offset)
    }.map(\.element)
    let smallest = sorted.first?.count ?? 0
    let minimal = sorted.filter { $0.count == smallest }
    list.sets = minimal.prefix(bounds.remediesMax).map(remedy)
    list.note = note(minimal.count - list.sets.count, wasLate: wasLate)
    return list
  }

  private func note(_ leftOut: Int, wasLate: Bool) -> String? {
    if wasLate { return "the search was ended before it was complete: its time was up" }
    if list.evaluations >= bounds.evaluationsMax {
      return "the search was ended before it was complete: it takes more than \(bounds.evaluationsMax) decisions"
    }
    if leftOut > 0 { return "\(leftOut) more of this size are left out" }
    if !found.isEmpty { return isCut ? "not every role, group and scope was tried" : nil }
    return isCut
      ? "nothing was found; not every combination of up to \(bounds.changesMax) changes was tried"
      : "no combination of up to \(bounds.changesMax) changes that is known here grants"
  }

  private func remedy(_ changes: [RequestChange]) -> Remedy {
    let routes = SnapshotVariants.Routes(changes)
    let patch = Document { arena in
      var editor = PORCEditor(porc.value, resource: resource.value, in: arena)
      for change in changes { editor.apply(change.edit) }
      return arena.array(editor.patch.map { policies.presentation.redacted($0, in: arena) })
    }
    return Remedy(changes: changes.map(\.described), patch: patch.json, domain: variants.entries(routes))
  }
}
