internal import Rego
internal import Synchronization

/// Responses that later evaluations may use again, bounded in number and in bytes; the oldest give way. Shared by all
/// threads.
final class ResponseCache: Sendable {
  struct Entry: Sendable {
    var response: NetworkResponse
    /// Until when it is used unasked, nanoseconds since 1970.
    var expiresNanoseconds: Int64

    /// About what it takes.
    fileprivate func byteCount(key: String) -> Int {
      response.headers.reduce(response.body.count + key.utf8.count + 256) {
        $0 + $1.name.utf8.count + $1.value.utf8.count + 64
      }
    }
  }

  private struct State {
    var entries: [String: (entry: Entry, number: UInt64)] = [:]
    /// Keys in the order in which they came; one whose number is not its entry's any more is passed over.
    var order: [(key: String, number: UInt64)] = []
    var oldest = 0
    var last: UInt64 = 0
    var bytes = 0
  }

  private let entriesMax: Int
  private let bytesMax: Int
  private let state = Mutex(State())

  init(entriesMax: Int, bytesMax: Int) {
    self.entriesMax = entriesMax
    self.bytesMax = bytesMax
  }

  func entry(for key: String) -> Entry? { state.withLock { $0.entries[key]?.entry } }

  func remove(_ key: String) { state.withLock { Self.remove(key, &$0) } }

  /// Keeps a response, unless it alone is too large.
  func keep(_ entry: Entry, for key: String) {
    let size = entry.byteCount(key: key)
    guard size <= bytesMax, entriesMax > 0 else { return remove(key) }
    state.withLock { state in
      Self.remove(key, &state)
      while state.bytes + size > bytesMax || state.entries.count >= entriesMax { Self.removeOldest(&state) }
      state.last &+= 1
      state.entries[key] = (entry, state.last)
      state.order.append((key, state.last))
      state.bytes += size
      Self.compact(&state)
    }
  }

  var count: Int { state.withLock { $0.entries.count } }

  private static func remove(_ key: String, _ state: inout State) {
    guard let old = state.entries.removeValue(forKey: key) else { return }
    state.bytes -= old.entry.byteCount(key: key)
  }

  private static func removeOldest(_ state: inout State) {
    while state.oldest < state.order.count {
      let (key, number) = state.order[state.oldest]
      state.oldest += 1
      if state.entries[key]?.number == number { return remove(key, &state) }
    }
    // INVARIANT: every entry stands in the order; so none is left.
    state.bytes = 0
  }

  /// Drops what the order holds beyond the living entries, once that is the greater part.
  private static func compact(_ state: inout State) {
    guard state.order.count > 2 * state.entries.count + 16 else { return }
    state.order = state.order[state.oldest...].filter { state.entries[$0.key]?.number == $0.number }
    state.oldest = 0
  }
}
