// Unsafe: a mutex and its conditions live at fixed addresses, and the body runs between lock and unlock.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// A lock, and two conditions that its holders wait for.
final class Monitor: @unchecked Sendable {
  /// Something that one thread waits for and another one brings about.
  struct Condition {
    fileprivate let pointer: UnsafeMutablePointer<pthread_cond_t>

    /// Waits count on the clock that never goes back.
    fileprivate init() {
      pointer = .allocate(capacity: 1)
      var attributes = pthread_condattr_t()
      pthread_condattr_init(&attributes)
      pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
      pthread_cond_init(pointer, &attributes)
      pthread_condattr_destroy(&attributes)
    }

    fileprivate func destroy() {
      pthread_cond_destroy(pointer)
      pointer.deallocate()
    }

    func signal() { pthread_cond_signal(pointer) }
    func broadcast() { pthread_cond_broadcast(pointer) }
  }

  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  /// There is something to write.
  let work = Condition()
  /// Something was written.
  let progress = Condition()

  init() {
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    work.destroy()
    progress.destroy()
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  @inline(__always)
  func lock() { pthread_mutex_lock(mutex) }

  @inline(__always)
  func unlock() { pthread_mutex_unlock(mutex) }

  /// Gives the lock away until the condition is signalled.
  func wait(for condition: Condition) { pthread_cond_wait(condition.pointer, mutex) }

  /// - Parameter deadline: on the clock of ``now()``.
  /// - Returns: false when the deadline came first.
  func wait(for condition: Condition, until deadline: UInt64) -> Bool {
    var time = timespec(tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
    return pthread_cond_timedwait(condition.pointer, mutex, &time) != ETIMEDOUT
  }

  /// Nanoseconds that never go back.
  static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
