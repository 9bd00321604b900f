// Unsafe: reads the kernel's inotify events.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Hears from the kernel what changes in folders. Used on one thread. What it does not hear, because a file system says
/// nothing or there are no more watches to be had, is found by looking.
final class FolderWatch {
  /// What came since the last time.
  struct News {
    /// Something that matters has changed, or may have.
    var isRelevant = false
    /// Files that were written to and are not closed yet.
    var openFiles: Set<String> = []
  }

  let descriptor: Int32
  private var watches: [Int32: Watched] = [:]
  private var openFiles: Set<String> = []

  private struct Watched {
    var folder: String
    /// nil when every name matters.
    var names: Set<String>?
  }

  private static let events =
    UInt32(IN_MODIFY) | UInt32(IN_CLOSE_WRITE) | UInt32(IN_ATTRIB) | UInt32(IN_CREATE) | UInt32(IN_DELETE)
    | UInt32(IN_MOVED_FROM) | UInt32(IN_MOVED_TO) | UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF)

  /// Nil when the system has no inotify, or no more of it.
  init?() {
    descriptor = inotify_init1(Int32(O_NONBLOCK) | Int32(O_CLOEXEC))
    if descriptor < 0 { return nil }
  }

  deinit { close(descriptor) }

  /// Watches these places from now on, and no others.
  /// - Returns: folders that cannot be watched.
  @discardableResult
  func watch(_ places: [WatchedPlace]) -> [String] {
    var wanted: [Int32: Watched] = [:]
    var refused: [String] = []
    for folder in Set(places.map(\.folder)) {
      let number = inotify_add_watch(descriptor, folder, Self.events)
      if number < 0 {
        refused.append(folder)
        continue
      }
      let own = places.filter { $0.folder == folder }
      let names = own.contains { $0.name == nil } ? nil : Set(own.compactMap(\.name))
      // One folder may have two spellings.
      if let known = wanted[number] {
        wanted[number]?.names = known.names.flatMap { known in names.map { known.union($0) } }
      } else {
        wanted[number] = Watched(folder: folder, names: names)
      }
    }
    for number in watches.keys where wanted[number] == nil { inotify_rm_watch(descriptor, number) }
    watches = wanted
    return refused.sorted()
  }

  /// What has happened in the meantime; nothing when nothing has.
  func news() -> News {
    var news = News()
    var buffer = [UInt64](repeating: 0, count: 2048)
    buffer.withUnsafeMutableBytes { bytes in
      while true {
        let count = read(descriptor, bytes.baseAddress!, bytes.count)
        guard count > 0 else { return }
        take(UnsafeRawBufferPointer(rebasing: bytes[..<count]), &news)
      }
    }
    news.openFiles = openFiles
    return news
  }

  private func take(_ bytes: UnsafeRawBufferPointer, _ news: inout News) {
    let headSize = MemoryLayout<inotify_event>.size
    var rest = bytes
    while rest.count >= headSize {
      let event = rest.loadUnaligned(as: inotify_event.self)
      let end = min(headSize + Int(event.len), rest.count)
      let name = String(decoding: rest[headSize..<end].prefix { $0 != 0 }, as: UTF8.self)
      take(event, name, &news)
      rest = UnsafeRawBufferPointer(rebasing: rest[end...])
    }
  }

  private func take(_ event: inotify_event, _ name: String, _ news: inout News) {
    // Events got lost, or belong to a watch that ended just now.
    guard let watched = watches[event.wd] else {
      if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { news.isRelevant = true }
      return
    }
    if event.mask & UInt32(IN_IGNORED) != 0 { watches[event.wd] = nil }
    guard name.isEmpty || watched.names?.contains(name) ?? true else { return }
    news.isRelevant = true
    let path = "\(watched.folder)/\(name)"
    if event.mask & UInt32(IN_MODIFY) != 0 { openFiles.insert(path) } else { openFiles.remove(path) }
  }

  /// Stops waiting for files to be closed: their writers may keep them open for ever.
  func forgetOpenFiles() { openFiles.removeAll() }
}
