/// A pattern of paths: `*` and `?` stay within a name, `**` crosses folders, and a pattern without a `/` fits a name at
/// any depth. A folder's pattern fits everything in it.
public struct PathPattern: Sendable {
  private let names: [Substring]

  public init(_ pattern: String) {
    var names = pattern.split(separator: "/")
    if names.count == 1, !pattern.hasPrefix("/") { names.insert("**", at: 0) }
    self.names = names
  }

  public func matches(_ path: String) -> Bool {
    Self.fits(path.split(separator: "/").filter { $0 != "." }[...], names[...])
  }

  private static func fits(_ path: ArraySlice<Substring>, _ pattern: ArraySlice<Substring>) -> Bool {
    guard let first = pattern.first else { return true }
    if first == "**" {
      return (path.startIndex...path.endIndex).contains { fits(path[$0...], pattern.dropFirst()) }
        && !(path.isEmpty && pattern.count == 1)
    }
    guard let name = path.first, fitsName(name[...], first) else { return false }
    return fits(path.dropFirst(), pattern.dropFirst())
  }

  private static func fitsName(_ name: Substring, _ pattern: Substring) -> Bool {
    var (n, p) = (name.startIndex, pattern.startIndex)
    var retry: (n: Substring.Index, p: Substring.Index)?
    while n < name.endIndex {
      if p < pattern.endIndex, pattern[p] == "*" {
        p = pattern.index(after: p)
        retry = (n, p)
      } else if p < pattern.endIndex, pattern[p] == "?" || pattern[p] == name[n] {
        (n, p) = (name.index(after: n), pattern.index(after: p))
      } else if let back = retry {
        retry = (name.index(after: back.n), back.p)
        (n, p) = (name.index(after: back.n), back.p)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }
}
