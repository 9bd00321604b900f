import PolicyDomain

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Reads a file of which nothing is known: it may be no file at all, have no end, never begin, or change meanwhile.
/// Failures are named as the original names them, each in one line.
struct FileReading {
  /// No bundle, Rego file or input is larger; who needs more splits it.
  static let bytesMax = 64 << 20
  /// How long a named pipe may stay silent. Pipes that this process was given may as long as they like.
  static let silenceMilliseconds: Int32 = 10_000
  /// How often a file is read that changes meanwhile, and how long it gets to come to rest.
  private static let readingsMax = 5
  private static let restMicroseconds: UInt32 = 20_000

  private typealias Bytes = Result<[UInt8], FileFailure>

  let path: String
  let bytesMax: Int
  private let silence: Int32

  init(_ path: String, bytesMax: Int = bytesMax, silenceMilliseconds: Int32 = silenceMilliseconds) {
    self.path = path
    self.bytesMax = bytesMax
    silence = silenceMilliseconds
  }

  /// What the file holds, all of one moment.
  func read() -> Result<[UInt8], FileFailure> {
    // The system would take the name up to there for another file.
    if path.utf8.contains(0) { return .failure(failure("open", EINVAL)) }
    if let inherited { return readStream(inherited, silence: -1) }
    for count in 1...Self.readingsMax {
      if let bytes = readOnce() { return bytes }
      if count < Self.readingsMax { usleep(Self.restMicroseconds) }
    }
    return .failure(failure("read", "it changes while it is read: write it to another name and rename it"))
  }

  /// What a stream holds that this process was given.
  func readStream(_ descriptor: Int32) -> Result<[UInt8], FileFailure> { readStream(descriptor, silence: -1) }

  /// Whether it can be read only once, and so cannot be looked at again.
  var isStream: Bool {
    var status = stat()
    guard inherited == nil else { return true }
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
  }

  // MARK: Kinds of files

  /// The descriptor of a pipe, socket or terminal that the path names, as `<(…)` does in shells.
  private var inherited: Int32? {
    let number: Int32?
    if path == "/dev/stdin" {
      number = STDIN_FILENO
    } else {
      let prefixes = ["/dev/fd/", "/proc/self/fd/"]
      number = prefixes.first(where: path.hasPrefix).flatMap { Int32(path.dropFirst($0.count)) }
    }
    var status = stat()
    guard let number, fstat(number, &status) == 0 else { return nil }
    // A file that is open already is opened anew, to be read from its start.
    return [S_IFIFO, S_IFSOCK, S_IFCHR].contains(status.st_mode & S_IFMT) ? number : nil
  }

  /// Nil when the file changed meanwhile.
  private func readOnce() -> Bytes? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return .failure(failure("open", errno)) }
    defer { close(descriptor) }
    var before = stat()
    guard fstat(descriptor, &before) == 0 else { return .failure(failure("stat", errno)) }
    switch before.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: return .failure(failure("read", EISDIR))
    case S_IFIFO: return readStream(descriptor, silence: silence)
    case S_IFCHR where before.st_rdev == Self.nullDevice: return .success([])
    default: return .failure(failure("read", "is a device, not a file"))
    }
    if before.st_size > bytesMax { return .failure(tooLarge) }
    let bytes = readAll(descriptor, capacity: Int(before.st_size))
    var after = stat()
    guard case .success = bytes, fstat(descriptor, &after) == 0 else { return bytes }
    return before.isUnchanged(after) ? bytes : nil
  }

  /// The device that is always empty.
  private static let nullDevice: dev_t = {
    var status = stat()
    return stat("/dev/null", &status) == 0 ? status.st_rdev : dev_t.max
  }()

  // MARK: Bytes

  /// - Parameter silence: milliseconds; -1 for as long as it takes.
  private func readStream(_ descriptor: Int32, silence: Int32) -> Bytes {
    readAll(descriptor, capacity: 0) {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      while true {
        let count = poll(&waiting, 1, silence)
        if count > 0 { return nil }
        if count == 0 { return failure("read", "nobody writes to this pipe") }
        if errno != EINTR { return failure("read", errno) }
      }
    }
  }

  private func readAll(
    _ descriptor: Int32, capacity: Int, waiting wait: () -> FileFailure? = { nil }
  ) -> Bytes {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(capacity)
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      if let failure = wait() { return .failure(failure) }
      let count = systemRead(descriptor, &chunk)
      if count > 0 {
        bytes += chunk[..<count]
        if bytes.count > bytesMax { return .failure(tooLarge) }
      } else if count == 0 {
        return .success(bytes)
      } else if errno != EINTR, errno != EAGAIN {
        return .failure(failure("read", errno))
      }
    }
  }

  // MARK: Failures

  private var tooLarge: FileFailure {
    failure("read", "it is larger than \(bytesMax >> 20) MiB: split it, or name the right file")
  }

  private func failure(_ call: String, _ code: Int32) -> FileFailure {
    let words = String(cString: strerror(code))
    return failure(
      call, words.prefix(1).lowercased() + words.dropFirst(), isMissing: code == ENOENT || code == ENOTDIR)
  }

  private func failure(_ call: String, _ words: String, isMissing: Bool = false) -> FileFailure {
    FileFailure(isMissing: isMissing, reason: "\(call) \(PathText.shown(path)): \(words)")
  }
}

extension stat {
  /// Whether nobody wrote in between, as far as sizes and times tell.
  fileprivate func isUnchanged(_ other: stat) -> Bool {
    st_size == other.st_size && st_mtim.tv_sec == other.st_mtim.tv_sec && st_mtim.tv_nsec == other.st_mtim.tv_nsec
      && st_ctim.tv_sec == other.st_ctim.tv_sec && st_ctim.tv_nsec == other.st_ctim.tv_nsec
  }
}

private func systemRead(_ descriptor: Int32, _ chunk: inout [UInt8]) -> Int { read(descriptor, &chunk, chunk.count) }
