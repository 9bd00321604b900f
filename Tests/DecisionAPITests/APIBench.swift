import DecisionAPI
import Hummingbird
import HummingbirdTesting
import NIOCore
import PolicyDomain
import PolicyEngine
import Rego
import Synchronization

/// The routes over a small domain, without a socket: one decider behind a lock, records kept.
struct APIBench: Sendable {
  static let domain = """
    apiVersion: iamlite.manetu.io/v1beta1
    kind: PolicyDomain
    metadata: {name: d}
    spec:
      policies:
        - {mrn: p:op, name: op, rego: "package authz\\ndefault allow = 0"}
        - {mrn: p:yes, name: "yes", rego: "package authz\\ndefault allow = true"}
      roles:
        - {mrn: r:yes, name: "yes", policy: p:yes}
      resource-groups:
        - {mrn: rg:all, name: all, default: true, policy: p:yes}
      operations:
        - {name: all, selector: [".*"], policy: p:op}

    """
  static let granted = #"{"principal":{"sub":"alice","mroles":["r:yes"]},"operation":"a:b:c","resource":"mrn:x"}"#
  static let denied = #"{"principal":{"sub":"bob"},"operation":"a:b:c","resource":"mrn:x"}"#

  let sink = RecordCollector()
  let options: DecisionOptions
  private let fault: DecisionFault?
  private let readiness: Readiness

  init(
    options: DecisionOptions = DecisionOptions(), fault: DecisionFault? = nil,
    readiness: Readiness = Readiness(isReady: true, status: "ready", snapshot: "s")
  ) {
    self.options = options
    self.fault = fault
    self.readiness = readiness
  }

  /// One request.
  func ask(
    _ path: String, method: HTTPRequest.Method = .post, type: String? = "application/json", body: String? = nil
  ) async throws -> TestResponse {
    var headers: HTTPFields = [:]
    if let type { headers[.contentType] = type }
    let readiness = readiness
    let decider = try LockedDecider(sink, options, fault)
    let routes = DecisionRoutes(decider, decider, options) { readiness }
    return try await Application(responder: routes).test(.router) { [headers] client in
      try await client.execute(
        uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
    }
  }
}

/// Keeps records in memory.
final class RecordCollector: AuditSink {
  private let texts = Mutex<[String]>([])
  private let refusing = Atomic(false)

  /// From now on no record is taken.
  func refuse() { refusing.store(true, ordering: .relaxed) }

  func enqueue(_ record: UnsafeRawBufferPointer) -> Bool {
    if refusing.load(ordering: .relaxed) { return false }
    let text = String(decoding: record, as: UTF8.self)
    texts.withLock { $0.append(text) }
    return true
  }

  var records: [String] { texts.withLock { $0 } }
}

/// One decider that callers take turns at.
private final class LockedDecider: DecidingThreads, ExplainingThreads {
  private struct Decider: @unchecked Sendable { let decider: PORCDecider }

  private let decider: Mutex<Decider>
  private let snapshot: PolicySnapshot
  private let fault: DecisionFault?

  init(_ sink: RecordCollector, _ options: DecisionOptions, _ fault: DecisionFault?) throws {
    let loader = BundleLoader { _ in .success(Array(APIBench.domain.utf8)) }
    let snapshot = try PolicySnapshot(loader.load(["d.yml"]), options: PolicySnapshot.Options())
    let point = DecisionPoint(store: SnapshotStore(snapshot), sink: sink) {
      EngineEnvironment(nowNanoseconds: { 1 }, elapsedNanoseconds: { 1 }, random: { .random(in: .min ... .max) })
    }
    let own = Decider(decider: PORCDecider(point, options))
    decider = Mutex(own)
    self.snapshot = snapshot
    self.fault = fault
  }

  func run<Answer: Sendable>(
    byteCount: Int, for channel: any Channel, _ work: @escaping @Sendable (PORCDecider) -> Answer
  ) async throws(DecisionFault) -> Answer {
    if let fault { throw fault }
    return decider.withLock { work($0.decider) }
  }

  func explain<Answer: Sendable>(
    byteCount: Int, for channel: any Channel, _ work: @escaping @Sendable (Explainer) -> Answer
  ) async throws(DecisionFault) -> Answer {
    if let fault { throw fault }
    return work(
      Explainer(
        snapshot,
        environment: EngineEnvironment(
          nowNanoseconds: { 1 }, elapsedNanoseconds: { 1 }, random: { .random(in: .min ... .max) })))
  }

  func pause(for channel: any Channel) async { await Task.yield() }
}

extension TestResponse {
  var text: String { String(buffer: body) }

  /// The message of an error.
  var message: String? { try? Document(json: text).withValue { $0["message"].string } }
}
