import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The files and directories that a run read, so that another can be begun when one of them changes.
///
/// They are looked at several times a second: that sees every way in which editors, version control and mounted volumes
/// replace files, on every file system.
enum WatchedFiles {
  private static let paths = Mutex<Set<String>>([])

  /// Files beyond these are not looked at.
  static let countMax = 10_000

  /// Notes a file, a directory, or a name that leads nowhere yet.
  static func note(_ path: String) {
    guard path != StandardInput.name else { return }
    paths.withLock { if $0.count < countMax { $0.insert(path) } }
  }

  static func forget() { paths.withLock { $0 = [] } }

  static var count: Int { paths.withLock { $0.count } }

  /// What tells one state of a file from another; nil when there is none.
  struct Stamp: Equatable {
    private let inode: UInt64
    private let bytes: Int64
    private let modified: [Int]
    private let changed: [Int]

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      inode = UInt64(status.st_ino)
      bytes = Int64(status.st_size)
      modified = [Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec)]
      changed = [Int(status.st_ctim.tv_sec), Int(status.st_ctim.tv_nsec)]
    }
  }

  /// The states of everything that was noted.
  static func stamps() -> [String: Stamp?] {
    let paths = paths.withLock { $0 }
    return Dictionary(uniqueKeysWithValues: paths.map { ($0, Stamp($0)) })
  }
}
