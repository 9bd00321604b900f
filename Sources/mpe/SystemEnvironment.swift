// Unsafe: fills a buffer with random bytes.

import PolicyEngine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The clock and the random numbers of this machine.
enum SystemEnvironment {
  static func make() -> EngineEnvironment {
    let random = RandomBuffer()
    return EngineEnvironment(
      nowNanoseconds: { nanoseconds(CLOCK_REALTIME) }, elapsedNanoseconds: { nanoseconds(CLOCK_MONOTONIC) },
      random: { random.next() })
  }

  private static func nanoseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

/// Random numbers of the kernel, fetched many at a time: a system call for each would cost more than a decision.
private final class RandomBuffer {
  private static let words = 32
  private let buffer = UnsafeMutablePointer<UInt64>.allocate(capacity: RandomBuffer.words)
  private var used = RandomBuffer.words

  deinit { buffer.deallocate() }

  func next() -> UInt64 {
    if used == Self.words {
      // INVARIANT: 256 bytes and fewer are always given in full.
      precondition(getentropy(buffer, Self.words * 8) == 0, "the system has no random numbers")
      used = 0
    }
    defer { used += 1 }
    let word = buffer[used]
    buffer[used] = 0
    return word
  }
}
