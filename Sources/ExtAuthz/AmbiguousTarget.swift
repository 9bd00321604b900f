// Unsafe: reads strings in place.

package import Rego

/// What lets a proxy, a policy and a server take one path for different resources.
package enum AmbiguousTarget: String, Sendable, CaseIterable {
  case emptySegment = "an empty segment"
  case dotSegment = "a dot segment"
  case escapedSeparator = "an escaped slash, backslash or dot"
  case escapedPercent = "an escaped percent sign"
  case backslash = "a backslash"
  case fragment = "a fragment"
  case noSlashFirst = "no slash at its beginning"

  /// The reason for records and logs. It quotes nothing of the request.
  package var reason: String { "ambiguous request target: the path has \(rawValue)" }

  /// What is ambiguous about the path of a request's attributes, or nil.
  package static func of(_ attributes: Value) -> AmbiguousTarget? {
    let path = attributes["request"]["http"]["path"]
    return path.tag == .string && path.count > 0 ? of(path: path.utf8) : nil
  }

  static func of(path: UnsafeBufferPointer<UInt8>) -> AmbiguousTarget? {
    // `OPTIONS *` asks about the server as a whole.
    if path.count == 1, path[0] == UInt8(ascii: "*") { return nil }
    guard path.first == UInt8(ascii: "/") else { return .noSlashFirst }
    let end = path.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? path.count
    if path[end...].contains(UInt8(ascii: "#")) { return .fragment }
    var start = 1
    while start <= end {
      let rest = path[start..<end]
      let segmentEnd = rest.firstIndex(of: UInt8(ascii: "/")) ?? end
      if let found = of(segment: path[start..<segmentEnd], isLast: segmentEnd == end) { return found }
      start = segmentEnd + 1
    }
    return nil
  }

  private static func of(segment: Slice<UnsafeBufferPointer<UInt8>>, isLast: Bool) -> AmbiguousTarget? {
    if segment.isEmpty { return isLast ? nil : .emptySegment }
    // Some servers cut parameters off before they resolve dots: `..;a=b`.
    let name = segment.prefix { $0 != UInt8(ascii: ";") }
    if (1...2).contains(name.count), name.allSatisfy({ $0 == UInt8(ascii: ".") }) { return .dotSegment }
    var index = segment.startIndex
    while index < segment.endIndex {
      if segment[index] == UInt8(ascii: "\\") { return .backslash }
      if segment[index] == UInt8(ascii: "%"), index + 2 < segment.endIndex {
        switch (segment[index + 1], segment[index + 2] | 0x20) {
        case (UInt8(ascii: "2"), UInt8(ascii: "f")), (UInt8(ascii: "2"), UInt8(ascii: "e")),
          (UInt8(ascii: "5"), UInt8(ascii: "c")):
          return .escapedSeparator
        case (UInt8(ascii: "2"), UInt8(ascii: "5")): return .escapedPercent
        default: break
        }
      }
      index += 1
    }
    return nil
  }
}
