// Unsafe: engines pass from thread to thread, one user at a time.

public import Rego
internal import Synchronization

/// Makes decisions for a program that embeds the engine, from any thread or task.
///
///     let registry = try PolicyRegistry([PolicyBundle(name: "shop.yaml", text: text)])
///     let authorizer = Authorizer(try registry.compile(), audit: NullAuditSink()) { HostEnvironment.make() }
///     let answer = try authorizer.authorize(porc)
///     if answer.isAllowed { … }
///
/// A call takes an idle engine, decides on the calling thread and gives the engine back: no call waits for another. As
/// many engines are kept as were ever needed at once, up to a bound; calls beyond it have an engine of their own that
/// ends with them. Policies are the caller's to name: there is no default that decides something.
public final class Authorizer: Sendable {
  private let store: SnapshotStore
  private let options: EngineOptions
  private let audit: any AuditSink
  private let makeEnvironment: @Sendable () -> EngineEnvironment
  private let enginesKeptMax: Int
  private let pool = Mutex(Pool())

  private struct Pool {
    var idle: [Place] = []
    var isClosed = false
  }

  /// An engine with what it needs to write records. Used by one call at a time.
  private final class Place: @unchecked Sendable {
    let engine: Engine
    let version: UInt64
    let writer = ByteWriter(capacity: 4 << 10)

    init(_ engine: Engine, version: UInt64) {
      self.engine = engine
      self.version = version
    }
  }

  /// - Parameters:
  ///   - snapshot: the policies; see ``PolicyRegistry/compile(_:)``.
  ///   - options: what decisions do and what their bounds are.
  ///   - audit: takes the record of each decision before it is answered.
  ///   - enginesKeptMax: idle engines beyond these are given up.
  ///   - environment: makes an engine's clock and random numbers; called once for each engine, on any thread.
  public init(
    _ snapshot: PolicySnapshot, options: EngineOptions = EngineOptions(), audit: any AuditSink,
    enginesKeptMax: Int = 64, environment: @escaping @Sendable () -> EngineEnvironment
  ) {
    store = SnapshotStore(snapshot)
    self.options = options
    self.audit = audit
    self.enginesKeptMax = enginesKeptMax
    makeEnvironment = environment
  }

  // MARK: Policies

  /// The policies that new decisions use.
  public var snapshot: PolicySnapshot { store.snapshot }

  /// Puts other policies in force, as a whole: a decision that has begun ends on those that it began with.
  public func replacePolicies(with snapshot: PolicySnapshot) {
    store.replace(with: snapshot)
    pool.withLock { $0.idle.removeAll() }
  }

  /// Takes no more decisions; those that have begun come to their end. Closing again does nothing.
  public func close() {
    pool.withLock {
      $0.isClosed = true
      $0.idle.removeAll()
    }
  }

  // MARK: Decisions

  /// Decides about a PORC.
  /// - Parameters:
  ///   - porc: an object.
  ///   - probe: leave no record.
  /// - Throws: when it is no object, or after ``close()``; then there is no record either.
  public func authorize(_ porc: Document, probe: Bool = false) throws(EngineError) -> Authorization {
    try decide(probe) { engine throws(EngineError) in
      engine.begin()
      return try porc.withValue { value throws(EngineError) in try engine.decide(porc: value) }
    }
  }

  /// Decides about a PORC in JSON.
  /// - Parameters:
  ///   - json: the text of an object.
  ///   - probe: leave no record.
  /// - Throws: when it is no JSON object, or after ``close()``; then there is no record either.
  public func authorize(json: String, probe: Bool = false) throws(EngineError) -> Authorization {
    try decide(probe) { engine throws(EngineError) in
      var json = json
      let result = json.withUTF8 { bytes -> Result<Decision, EngineError> in
        do throws(EngineError) { return .success(try engine.decide(json: bytes)) } catch { return .failure(error) }
      }
      return try result.get()
    }
  }

  /// Decides about a request that the domain's mapper turns into a PORC, such as the attributes of Envoy's CheckRequest
  /// (in the shape that mappers see). A mapper that gives no PORC denies, with a record that says why.
  /// - Parameters:
  ///   - request: the mapper's input.
  ///   - probe: leave no record.
  /// - Throws: after ``close()``.
  public func check(_ request: Document, probe: Bool = false) throws(EngineError) -> Authorization {
    try decide(probe) { engine throws(EngineError) in
      engine.begin()
      return request.withValue { engine.check(mapperInput: $0) }
    }
  }

  /// What the domain's mapper makes of a request, without a decision.
  /// - Throws: when there is no mapper, when it gives nothing, or after ``close()``.
  public func porc(for request: Document) throws(EngineError) -> Document {
    let place = try take()
    defer { giveBack(place) }
    place.engine.begin()
    return try request.withValue { value throws(EngineError) in Document(copying: try place.engine.map(value)) }
  }

  private func decide(
    _ probe: Bool, _ decide: (Engine) throws(EngineError) -> Decision
  ) throws(EngineError) -> Authorization {
    let place = try take()
    defer { giveBack(place) }
    let decision = try decide(place.engine)
    place.writer.clear()
    place.engine.writeRecord(to: place.writer)
    let record = place.writer.string
    var isRecorded = false
    if !probe, audit.isOpen {
      place.writer.write("\n")
      isRecorded = audit.enqueue(UnsafeRawBufferPointer(place.writer.bytes))
    }
    return Authorization(decision, place.engine, record: record, isRecorded: isRecorded)
  }

  // MARK: Engines

  private func take() throws(EngineError) -> Place {
    let version = store.currentVersion
    let (idle, isClosed) = pool.withLock { ($0.idle.popLast(), $0.isClosed) }
    if isClosed { throw EngineError(.closed, "the authorizer is closed", reason: .unknown) }
    if let idle, idle.version == version { return idle }
    return Place(
      Engine(store.snapshot, options: options, environment: makeEnvironment()), version: version)
  }

  private func giveBack(_ place: Place) {
    let isCurrent = place.version == store.currentVersion
    pool.withLock {
      if isCurrent, !$0.isClosed, $0.idle.count < enginesKeptMax { $0.idle.append(place) }
    }
  }
}
