public import PolicyEngine
public import Rego

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The clocks, the randomness and the time zones of this machine, for engines.
public enum HostEnvironment {
  /// An environment for one engine; used on one thread.
  /// - Parameter network: what its policies reach the network by; nil when they may not.
  public static func make(network: (any NetworkAccess)? = nil) -> EngineEnvironment {
    let random = BufferedRandom()
    return EngineEnvironment(
      nowNanoseconds: nowNanoseconds, elapsedNanoseconds: elapsedNanoseconds, random: { random.next() },
      zoneFile: zoneFile, network: network)
  }

  /// Nanoseconds since 1970.
  @Sendable
  public static func nowNanoseconds() -> Int64 { nanoseconds(CLOCK_REALTIME) }

  /// Nanoseconds since some moment, never backwards.
  @Sendable
  public static func elapsedNanoseconds() -> Int64 { nanoseconds(CLOCK_MONOTONIC) }

  /// The system's file of a time zone. Names lead nowhere else: letters, digits, `_`, `+`, `-` and single slashes.
  @Sendable
  public static func zoneFile(_ name: String) -> [UInt8]? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isName = parts.allSatisfy { part in
      !part.isEmpty
        && part.utf8.allSatisfy { byte in
          byte == UInt8(ascii: "_") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            || (byte < 128 && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber))
        }
    }
    guard isName, let file = fopen("/usr/share/zoneinfo/" + name, "rb") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = fread(&bytes, 1, bytes.count, file)
    return count > 0 && count < bytes.count ? Array(bytes[..<count]) : nil
  }

  private static func nanoseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

/// The system's random numbers, fetched many at a time: each fetch is a system call.
private final class BufferedRandom {
  private var words = [UInt64](repeating: 0, count: 256)
  private var used = 256

  /// `getentropy` gives up to 256 bytes, whole or not at all.
  private func fill() {
    words.withUnsafeMutableBytes { bytes in
      for start in stride(from: 0, to: bytes.count, by: 256) {
        while getentropy(bytes.baseAddress! + start, 256) != 0 {}
      }
    }
  }

  func next() -> UInt64 {
    if used == words.count {
      fill()
      used = 0
    }
    used += 1
    // A number is given out once: what was used is not kept.
    defer { words[used - 1] = 0 }
    return words[used - 1]
  }
}
