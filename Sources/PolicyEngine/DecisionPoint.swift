// Unsafe: hands the bytes of a record to the sink.

public import Rego

/// Joins an engine to the audit sink: each decision leaves its record there before the answer goes out.
///
/// One belongs to each thread. A request is built between ``begin()`` and ``check(mapperInput:)`` or
/// ``authorize(porc:probe:)``:
///
///     let arena = point.begin()
///     let input = decode(bytes, into: arena)
///     let decision = point.check(mapperInput: input)
public final class DecisionPoint {
  private let store: SnapshotStore
  private let options: EngineOptions
  private let makeEnvironment: () -> EngineEnvironment
  private let sink: any AuditSink
  private let writer = ByteWriter(capacity: 8 << 10)
  private var version: UInt64
  /// Whether records are spread over lines.
  private let isPretty: Bool
  private let compact = ByteWriter(capacity: 8 << 10)
  private var hasBegun = false
  /// Makes the decisions, without leaving records.
  public private(set) var engine: Engine
  /// How long a decision waits for a sink that is full; nil as long as it takes.
  public var recordWaitNanosecondsMax: UInt64?
  /// How many records the sink refused.
  public private(set) var recordsRefused: UInt64 = 0

  /// - Parameters:
  ///   - store: the policies, which may be swapped between decisions.
  ///   - sink: takes the record of each decision.
  ///   - options: what decisions do and what their bounds are.
  ///   - isPretty: spread each record over lines.
  ///   - environment: makes the engine's clock and random numbers, anew for each snapshot.
  public init(
    store: SnapshotStore, sink: any AuditSink, options: EngineOptions = EngineOptions(), isPretty: Bool = false,
    environment: @escaping () -> EngineEnvironment
  ) {
    self.store = store
    self.sink = sink
    self.options = options
    self.isPretty = isPretty
    makeEnvironment = environment
    version = store.currentVersion
    engine = Engine(store.snapshot, options: options, environment: environment())
  }

  /// Begins a decision: takes up a new snapshot if there is one, and gives back everything of the last decision.
  /// - Returns: the arena to build the request in.
  @discardableResult
  public func begin() -> Arena {
    let current = store.currentVersion
    if current != version {
      version = current
      engine = Engine(store.snapshot, options: options, environment: makeEnvironment())
    }
    hasBegun = true
    return engine.begin()
  }

  /// Decides about a request that the mapper turns into a PORC. A mapper that gives none denies.
  /// - Parameter mapperInput: built in the arena of ``begin()``, or a document's value.
  public func check(mapperInput: Value) -> Decision {
    beginIfNeeded()
    let decision = engine.check(mapperInput: mapperInput)
    leaveRecord()
    return decision
  }

  /// Denies a request before its mapper, because what it says could be read in more than one way.
  /// - Parameter reason: for the record and for logs; it should quote nothing of the request.
  public func refuse(_ reason: String) -> Decision {
    beginIfNeeded()
    let decision = engine.refuse(reason)
    leaveRecord()
    return decision
  }

  /// Decides about a PORC.
  /// - Parameters:
  ///   - porc: built in the arena of ``begin()``, or a document's value.
  ///   - probe: leave no record.
  /// - Throws: when it is no object; then there is no record either.
  public func authorize(porc: Value, probe: Bool = false) throws(EngineError) -> Decision {
    beginIfNeeded()
    let decision = try engine.decide(porc: porc)
    if !probe { leaveRecord() }
    return decision
  }

  /// Decides about a PORC in JSON.
  public func authorize(json: UnsafeBufferPointer<UInt8>, probe: Bool = false) throws(EngineError) -> Decision {
    begin()
    hasBegun = false
    let decision = try engine.decide(json: json)
    if !probe { leaveRecord() }
    return decision
  }

  /// A request that came without ``begin()`` lies outside of the arena.
  private func beginIfNeeded() {
    if !hasBegun { begin() }
    hasBegun = false
  }

  private func leaveRecord() {
    guard sink.isOpen else { return }
    writer.clear()
    if isPretty {
      compact.clear()
      engine.writeRecord(to: compact)
      JSONIndenter.twoSpaces.write(compact.bytes, to: writer)
    } else {
      engine.writeRecord(to: writer)
    }
    writer.write("\n")
    let bytes = UnsafeRawBufferPointer(writer.bytes)
    if !sink.enqueue(bytes, waitNanosecondsMax: recordWaitNanosecondsMax) { recordsRefused += 1 }
  }
}
