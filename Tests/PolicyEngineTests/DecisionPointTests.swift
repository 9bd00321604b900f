import PolicyEngine
import Rego
import Synchronization
import Testing

/// Collects records.
final class CollectingSink: AuditSink {
  private let lines = Mutex<[String]>([])
  let isOpen: Bool

  init(isOpen: Bool = true) { self.isOpen = isOpen }

  func enqueue(_ record: UnsafeRawBufferPointer) -> Bool {
    let line = String(decoding: record, as: UTF8.self)
    lines.withLock { $0.append(line) }
    return true
  }

  var all: [String] { lines.withLock { $0 } }
}

/// The joint between engine and audit.
@Suite struct DecisionPointTests {
  static func point(_ spec: String, _ sink: any AuditSink, isPretty: Bool = false) throws -> DecisionPoint {
    DecisionPoint(
      store: SnapshotStore(try Bench.snapshot([spec])), sink: sink, isPretty: isPretty,
      environment: Bench.environment)
  }

  @Test("each decision leaves one line, but a probe")
  func leavesRecords() throws {
    let sink = CollectingSink()
    let point = try Self.point(Parts.domain, sink)
    let porc = try Document.kept(json: Parts.porc)
    let decision = try point.authorize(porc: porc.value)
    _ = try point.authorize(porc: porc.value, probe: true)
    _ = try Array(Parts.porc.utf8).withUnsafeBufferPointer { try point.authorize(json: $0, probe: true) }
    #expect(sink.all.count == 1)
    #expect(sink.all[0].hasSuffix("}\n"))
    let record = try Document.kept(json: sink.all[0]).value
    #expect(record["metadata"]["decision"].string == decision.id)
    #expect(record["metadata"]["snapshot"].string == point.engine.snapshot.fingerprint)
  }

  @Test(
    "a PORC that is no object is an error without a record", arguments: ["null", "[]", "1", "", "{", "{\"a\":1e400}"])
  func refusesOthers(_ json: String) throws {
    let sink = CollectingSink()
    let point = try Self.point(Parts.domain, sink)
    #expect(throws: EngineError.self) {
      try Array(json.utf8).withUnsafeBufferPointer { try point.authorize(json: $0) }
    }
    #expect(sink.all.isEmpty)
  }

  @Test("a refused request is denied and recorded")
  func refuses() throws {
    let sink = CollectingSink()
    let decision = try Self.point(Parts.domain, sink).refuse("malformed request")
    #expect(!decision.allowed)
    let record = try Document.kept(json: sink.all[0]).value
    #expect(record["references"][0]["reason"].string == "malformed request")
    #expect(record["references"][0]["reasonCode"].string == "INVALPARAM_ERROR")
  }

  @Test("a closed sink gets no records")
  func skipsClosed() throws {
    let sink = CollectingSink(isOpen: false)
    _ = try Self.point(Parts.domain, sink).authorize(porc: try Document.kept(json: Parts.porc).value)
    #expect(sink.all.isEmpty)
  }

  @Test("pretty records end with a line too")
  func writesPretty() throws {
    let sink = CollectingSink()
    _ = try Self.point(Parts.domain, sink, isPretty: true).authorize(porc: try Document.kept(json: Parts.porc).value)
    #expect(sink.all[0].hasPrefix("{\n  \"decision\": \"GRANT\",\n"))
    #expect(sink.all[0].hasSuffix("\n}\n"))
  }

  @Test("a new snapshot is taken up between decisions")
  func takesNewSnapshots() throws {
    let store = SnapshotStore(try Bench.snapshot([Parts.domain]))
    let point = DecisionPoint(store: store, sink: CollectingSink(), environment: Bench.environment)
    let porc = try Document.kept(json: Parts.porc)
    let before = try point.authorize(porc: porc.value)
    store.replace(with: try Bench.snapshot(["  roles: []"]))
    let after = try point.authorize(porc: porc.value)
    #expect(before.allowed)
    #expect(!after.allowed)
    #expect(after.references.first?.reason == "operation not found")
  }

  @Test("details of a decision end with the next one")
  func forgets() throws {
    let point = try Self.point(Parts.domain, CollectingSink())
    let porc = try Document.kept(json: Parts.porc)
    let first = try point.authorize(porc: porc.value)
    #expect(first.references.count == 3)
    #expect(first.reason == "granted by all phases")
    _ = try point.authorize(porc: porc.value)
    #expect(first.references.isEmpty)
    #expect(first.reason == "")
    #expect(first.allowed)
  }

  @Test(
    "a decision says why in one line",
    arguments: [
      (#"{"principal":{"mroles":["r:no"]},"operation":"o","resource":"x"}"#, "denied by IDENTITY: `r:no`"),
      (#"{"operation":"o","resource":"x"}"#, "denied by IDENTITY: no roles"),
      (
        #"{"principal":{"mroles":["r:yes"]},"operation":"o"}"#,
        "denied by RESOURCE: `` (NOTFOUND_ERROR: resource group not found)"
      ),
      (
        #"{"principal":{"mroles":["r:yes"],"scopes":["s"]},"operation":"o","resource":"x"}"#,
        "denied by SCOPE: `s` (NOTFOUND_ERROR: scope not found)"
      ),
    ])
  func explains(_ porc: String, _ reason: String) throws {
    let point = try Self.point(Parts.domain, CollectingSink())
    #expect(try point.authorize(porc: try Document.kept(json: porc).value).reason == reason)
  }

  @Test("many threads may decide at once, each with a point of its own")
  func decidesConcurrently() async throws {
    let store = SnapshotStore(try Bench.snapshot([Parts.domain]))
    let sink = CollectingSink()
    await withTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let point = DecisionPoint(store: store, sink: sink, environment: Bench.environment)
          let porc = try! Document.kept(json: Parts.porc)
          return (0..<200).count { _ in (try? point.authorize(porc: porc.value))?.allowed == true }
        }
      }
      for await granted in group { #expect(granted == 200) }
    }
    #expect(sink.all.count == 800)
  }
}
