#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Where a path leads, link by link.
enum SymbolicLinks {
  /// As many links as the system follows.
  private static let linksMax = 40

  /// The folders in which something changes when another file takes the place of `path`: the one that holds it, and
  /// each that holds a symbolic link on the way to it.
  static func places(_ path: String) -> [WatchedPlace] {
    var places: [WatchedPlace] = []
    var folder = path.hasPrefix("/") ? "/" : "."
    var rest = components(path)
    var links = 0
    while let name = rest.popFirst() {
      if name == ".." {
        folder = join(folder, name)
        continue
      }
      if let target = target(of: join(folder, name)) {
        places.append(WatchedPlace(folder: folder, name: name))
        links += 1
        guard links <= linksMax else { break }
        rest = (components(target) + rest)[...]
        if target.hasPrefix("/") { folder = "/" }
      } else if rest.isEmpty {
        places.append(WatchedPlace(folder: folder, name: name))
      } else {
        folder = join(folder, name)
      }
    }
    return places
  }

  private static func components(_ path: String) -> ArraySlice<String> {
    path.split(separator: "/").filter { $0 != "." }.map(String.init)[...]
  }

  private static func join(_ folder: String, _ name: String) -> String {
    switch folder {
    case "/": "/" + name
    case ".": name
    default: "\(folder)/\(name)"
    }
  }

  /// What a symbolic link holds; nil for anything else.
  private static func target(of path: String) -> String? {
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = bytes.withUnsafeMutableBytes { buffer in
      readlink(path, buffer.baseAddress!.assumingMemoryBound(to: CChar.self), buffer.count)
    }
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }
}
