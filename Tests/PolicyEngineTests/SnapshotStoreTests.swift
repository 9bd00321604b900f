import PolicyEngine
import Rego
import Synchronization
import Testing

struct SnapshotStoreTests {
  /// Keeps what records say of the version they were made by.
  private final class Versions: AuditSink {
    let seen = Mutex<[String: Int]>([:])

    func enqueue(_ record: UnsafeRawBufferPointer) -> Bool {
      let text = String(decoding: record, as: UTF8.self)
      guard let document = try? Document.kept(json: text) else { return true }
      let value = document.value
      let policies = value["references"].items.flatMap { $0["policies"].items.compactMap { $0["fingerprint"].string } }
      let version = "\(value["metadata"]["snapshot"].string ?? "") \(value["decision"].string ?? "") \(policies)"
      seen.withLock { $0[version, default: 0] += 1 }
      return true
    }
  }

  private static func spec(_ version: Int) -> String {
    """
      operations:
        - name: all
          selector: [".*"]
          policy: mrn:policy:a
      policies:
        - mrn: mrn:policy:a
          name: a
          rego: |
            package authz

            # \(version)
            allow := \(version % 2 == 0 ? 1 : -1)
    """
  }

  @Test("a decision is made by one version, however often it is replaced meanwhile")
  func oneVersion() async throws {
    let snapshots = try (0..<6).map { try Bench.snapshot([Self.spec($0)]) }
    // What each version says alone.
    let alone = Versions()
    for snapshot in snapshots { try Self.decide(SnapshotStore(snapshot), alone, times: 1) }
    let allowed = Set(alone.seen.withLock { $0.keys })
    #expect(allowed.count == 6)

    let store = SnapshotStore(snapshots[0])
    let sink = Versions()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 { group.addTask { try Self.decide(store, sink, times: 2_000) } }
      group.addTask {
        for round in 0..<2_000 {
          store.replace(with: snapshots[round % 6])
          await Task.yield()
        }
      }
      try await group.waitForAll()
    }
    #expect(Set(sink.seen.withLock { $0.keys }).isSubset(of: allowed))
    #expect(sink.seen.withLock { $0.values.reduce(0, +) } == 8_000)
  }

  private static func decide(_ store: SnapshotStore, _ sink: Versions, times: Int) throws {
    let point = DecisionPoint(store: store, sink: sink, environment: Bench.environment)
    let porc = Array(#"{"principal": {}, "operation": "a:b:c", "resource": "mrn:x"}"#.utf8)
    for _ in 0..<times {
      _ = try porc.withUnsafeBufferPointer { try point.authorize(json: $0) }
    }
  }
}
