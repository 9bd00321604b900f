// Unsafe: reads bytes in place.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finding bytes in bytes. Most needles are found by their first byte; a text that is made to defeat that is searched
/// by the two-way algorithm (Crochemore and Perrin), which is linear and needs no memory.
enum ByteSearch {
  /// The first index from `start` on where `needle`, which is not empty, lies in `text`, or -1.
  static func find(_ needle: Bytes, in text: Bytes, from start: Int) -> Int {
    guard let base = text.baseAddress, let wanted = needle.baseAddress else { return -1 }
    let last = text.count - needle.count
    var index = start
    var budget = 4 * text.count + 1024
    while index <= last {
      guard let candidate = memchr(base + index, Int32(wanted[0]), last - index + 1) else { return -1 }
      index = UnsafeRawPointer(candidate) - UnsafeRawPointer(base)
      if memcmp(base + index, wanted, needle.count) == 0 { return index }
      index += 1
      budget -= needle.count
      if budget < 0 { return twoWay(needle, in: text, from: index) }
    }
    return -1
  }

  static func twoWay(_ needle: Bytes, in text: Bytes, from start: Int) -> Int {
    let forward = maximalSuffix(needle, reversed: false)
    let backward = maximalSuffix(needle, reversed: true)
    let (split, period) = forward.position > backward.position ? forward : backward
    let isPeriodic = needle.hasBytes(needle.part(0, split + 1), at: period)
    return isPeriodic
      ? searchPeriodic(needle, text, start, split, period)
      : searchPlain(needle, text, start, split, max(split + 1, needle.count - split - 1) + 1)
  }

  private static func searchPeriodic(_ needle: Bytes, _ text: Bytes, _ start: Int, _ split: Int, _ period: Int) -> Int {
    var position = start
    // Up to here the needle is known to match from the round before.
    var memory = -1
    while position <= text.count - needle.count {
      var index = max(split, memory) + 1
      while index < needle.count, needle[index] == text[position + index] { index += 1 }
      if index < needle.count {
        position += index - split
        memory = -1
        continue
      }
      index = split
      while index > memory, needle[index] == text[position + index] { index -= 1 }
      if index <= memory { return position }
      position += period
      memory = needle.count - period - 1
    }
    return -1
  }

  private static func searchPlain(_ needle: Bytes, _ text: Bytes, _ start: Int, _ split: Int, _ shift: Int) -> Int {
    var position = start
    while position <= text.count - needle.count {
      var index = split + 1
      while index < needle.count, needle[index] == text[position + index] { index += 1 }
      if index < needle.count {
        position += index - split
        continue
      }
      index = split
      while index >= 0, needle[index] == text[position + index] { index -= 1 }
      if index < 0 { return position }
      position += shift
    }
    return -1
  }

  /// Where the greatest suffix of `needle` begins, less one, and its period.
  private static func maximalSuffix(_ needle: Bytes, reversed: Bool) -> (position: Int, period: Int) {
    var suffix = -1
    var candidate = 0
    var length = 1
    var period = 1
    while candidate + length < needle.count {
      let a = needle[candidate + length]
      let b = needle[suffix + length]
      if a == b {
        if length != period {
          length += 1
        } else {
          candidate += period
          length = 1
        }
      } else if (a < b) != reversed {
        candidate += length
        length = 1
        period = candidate - suffix
      } else {
        suffix = candidate
        candidate = suffix + 1
        length = 1
        period = 1
      }
    }
    return (suffix, period)
  }
}
