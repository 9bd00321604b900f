import Logging
import PolicyEngine
import Testing

@testable import Server

struct PolicyReloaderTests {
  /// A reloader over texts, and what it puts in force.
  struct Reloading {
    let source: ChangingTexts
    let store: SnapshotStore
    let reloader: PolicyReloader

    init(_ texts: [String: String], mode: ReloadMode = .signal, poll: Int64 = 3_600_000_000_000) throws {
      source = ChangingTexts(texts)
      let loader = ChangingTexts.loader(source)
      let loaded = try loader.load()
      store = SnapshotStore(loaded.snapshot)
      var configuration = PolicyReloader.Configuration()
      configuration.mode = mode
      configuration.pollNanoseconds = poll
      var logger = Logger(label: "test")
      logger.logLevel = .critical
      reloader = PolicyReloader(
        loader, store: store, madeOf: loaded.reading, configuration: configuration, logger: logger)
    }

    var inForce: String { store.snapshot.fingerprint }

    /// Waits until `isTrue`; the suite's time limit ends a wait that is in vain.
    func wait(until isTrue: () -> Bool) async throws {
      while !isTrue() { try await Task.sleep(for: .milliseconds(1)) }
    }
  }

  @Test("a reload puts other texts in force, and equal ones not", .timeLimit(.minutes(1)))
  func change() async throws {
    let reloading = try Reloading(ChangingTexts.pair(0))
    let first = reloading.store.snapshot
    guard case .unchanged = await reloading.reloader.reload() else { throw Unexpected() }
    #expect(reloading.store.snapshot === first)
    reloading.source.set(ChangingTexts.pair(1))
    guard case .changed(let status) = await reloading.reloader.reload() else { throw Unexpected() }
    #expect(status.fingerprint == reloading.inForce)
    #expect(try reloading.inForce == ChangingTexts.fingerprint(ChangingTexts.pair(1)))
    await reloading.reloader.stop()
  }

  @Test("bad texts leave the last good ones in force, each time they are asked for", .timeLimit(.minutes(1)))
  func bad() async throws {
    let reloading = try Reloading(ChangingTexts.pair(0))
    let good = reloading.inForce
    for _ in 0..<2 {
      reloading.source.set(["a": "no domain", "b": ChangingTexts.domain("b")])
      guard case .failed(_, let status) = await reloading.reloader.reload() else { throw Unexpected() }
      #expect((status.fingerprint, reloading.inForce) == (good, good))
    }
    #expect(reloading.reloader.health.view.failure != nil)
    reloading.source.set(ChangingTexts.pair(0))
    guard case .unchanged = await reloading.reloader.reload() else { throw Unexpected() }
    #expect(reloading.reloader.health.view.failure == nil)
    await reloading.reloader.stop()
  }

  @Test("what no kernel tells is found by looking", .timeLimit(.minutes(1)))
  func poll() async throws {
    let reloading = try Reloading(ChangingTexts.pair(0), mode: .watch, poll: 1_000_000)
    let next = try ChangingTexts.fingerprint(ChangingTexts.pair(1))
    reloading.source.set(ChangingTexts.pair(1))
    try await reloading.wait { reloading.inForce == next }
    await reloading.reloader.stop()
  }

  @Test("a snapshot is given back once nobody decides by it", .timeLimit(.minutes(1)))
  func release() async throws {
    let reloading = try Reloading(ChangingTexts.pair(0))
    weak var replaced = reloading.store.snapshot
    var deciding: PolicySnapshot? = reloading.store.snapshot
    reloading.source.set(ChangingTexts.pair(1))
    _ = await reloading.reloader.reload()
    #expect(replaced != nil)
    #expect(deciding != nil)
    deciding = nil
    try await reloading.wait { replaced == nil }
    await reloading.reloader.stop()
  }

  @Test("requests at once are all answered, and what is stopped refuses", .timeLimit(.minutes(1)))
  func requests() async throws {
    let reloading = try Reloading(ChangingTexts.pair(0))
    reloading.source.set(ChangingTexts.pair(1))
    let answered = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<50 {
        group.addTask {
          switch await reloading.reloader.reload() {
          case .changed, .unchanged: true
          case .failed, .refused: false
          }
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(answered == 50)
    #expect(reloading.reloader.health.view.changedCount == 1)
    await reloading.reloader.stop()
    guard case .refused = await reloading.reloader.reload() else { throw Unexpected() }
  }

  @Test("what is off refuses")
  func off() async throws {
    let reloading = try Reloading(ChangingTexts.pair(0), mode: .off)
    guard case .refused = await reloading.reloader.reload() else { throw Unexpected() }
    await reloading.reloader.stop()
  }

  private struct Unexpected: Error {}
}
