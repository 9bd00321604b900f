// Unsafe: a lock, two conditions and two raw buffers, shared by all threads.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Bytes on their way from many threads to one: whoever fills it waits while it is full, whoever empties it takes all
/// there is at once.
final class ByteQueue: @unchecked Sendable {
  private struct Buffer {
    var start: UnsafeMutableRawPointer
    var count = 0
    var capacity: Int

    init(capacity: Int) {
      self.capacity = capacity
      start = .allocate(byteCount: capacity, alignment: 16)
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
      if count + bytes.count > capacity {
        let grown = max(capacity * 2, count + bytes.count)
        let moved = UnsafeMutableRawPointer.allocate(byteCount: grown, alignment: 16)
        moved.copyMemory(from: start, byteCount: count)
        start.deallocate()
        (start, capacity) = (moved, grown)
      }
      (start + count).copyMemory(from: bytes.baseAddress!, byteCount: bytes.count)
      count += bytes.count
    }
  }

  private struct State {
    var filling: Buffer
    var draining: Buffer
    var isClosed = false
    var isDrained = false
  }

  private let state: UnsafeMutablePointer<State>
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  /// Signalled when there is something to take, or enough of it.
  private let filled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  /// Signalled when there is room, and when the last byte was taken after closing.
  private let emptied = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let bytesMax: Int
  /// So many bytes are taken without waiting for more.
  private let batchBytes: Int
  private let batchNanoseconds: Int

  /// - Parameters:
  ///   - bytesMax: beyond this many bytes ``append(_:)`` waits.
  ///   - batchBytes: as many bytes are worth a system call of their own.
  ///   - batchMilliseconds: how long fewer bytes may wait for more.
  init(bytesMax: Int, batchBytes: Int, batchMilliseconds: Int) {
    self.bytesMax = bytesMax
    self.batchBytes = batchBytes
    batchNanoseconds = batchMilliseconds * 1_000_000
    state = .allocate(capacity: 1)
    state.initialize(to: State(filling: Buffer(capacity: 64 << 10), draining: Buffer(capacity: 64 << 10)))
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(filled, &attributes)
    pthread_cond_init(emptied, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    state.pointee.filling.start.deallocate()
    state.pointee.draining.start.deallocate()
    pthread_cond_destroy(filled)
    pthread_cond_destroy(emptied)
    pthread_mutex_destroy(mutex)
    filled.deallocate()
    emptied.deallocate()
    mutex.deallocate()
    state.deallocate()
  }

  private func lock() { pthread_mutex_lock(mutex) }
  private func unlock() { pthread_mutex_unlock(mutex) }

  /// Adds bytes, which stay together. Waits while the queue is full; false once it is closed.
  func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count > 0 else { return true }
    lock()
    defer { unlock() }
    while !state.pointee.isClosed, state.pointee.filling.count > 0,
      state.pointee.filling.count + bytes.count > bytesMax
    {
      pthread_cond_wait(emptied, mutex)
    }
    if state.pointee.isClosed { return false }
    let before = state.pointee.filling.count
    state.pointee.filling.append(bytes)
    let after = state.pointee.filling.count
    if before == 0 || (before < batchBytes && after >= batchBytes) { pthread_cond_signal(filled) }
    return true
  }

  /// Waits for bytes and takes them all; nil once the queue is closed and empty. What it returned last is invalid.
  func takeAll() -> UnsafeRawBufferPointer? {
    lock()
    defer { unlock() }
    state.pointee.draining.count = 0
    while state.pointee.filling.count == 0, !state.pointee.isClosed {
      pthread_cond_wait(filled, mutex)
    }
    let deadline = Self.deadline(after: batchNanoseconds)
    while state.pointee.filling.count < batchBytes, !state.pointee.isClosed {
      if !wait(on: filled, until: deadline) { break }
    }
    guard state.pointee.filling.count > 0 else {
      state.pointee.isDrained = true
      pthread_cond_broadcast(emptied)
      return nil
    }
    swap(&state.pointee.filling, &state.pointee.draining)
    pthread_cond_broadcast(emptied)
    return UnsafeRawBufferPointer(start: state.pointee.draining.start, count: state.pointee.draining.count)
  }

  /// Refuses further bytes.
  func close() {
    lock()
    state.pointee.isClosed = true
    pthread_cond_broadcast(filled)
    pthread_cond_broadcast(emptied)
    unlock()
  }

  /// Waits until everything was taken after ``close()``; false when that takes longer.
  func waitUntilDrained(milliseconds: Int) -> Bool {
    let deadline = Self.deadline(after: milliseconds * 1_000_000)
    lock()
    defer { unlock() }
    while !state.pointee.isDrained {
      if !wait(on: emptied, until: deadline) { return state.pointee.isDrained }
    }
    return true
  }

  /// False when the time is over.
  private func wait(on condition: UnsafeMutablePointer<pthread_cond_t>, until deadline: timespec) -> Bool {
    var deadline = deadline
    return pthread_cond_timedwait(condition, mutex, &deadline) != ETIMEDOUT
  }

  private static func deadline(after nanoseconds: Int) -> timespec {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let total = now.tv_nsec + nanoseconds
    return timespec(tv_sec: now.tv_sec + total / 1_000_000_000, tv_nsec: total % 1_000_000_000)
  }
}
