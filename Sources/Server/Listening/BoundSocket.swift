// Unsafe: hands addresses of Unix sockets to the system.

internal import NIOCore
internal import NIOPosix

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// One listening socket.
final class BoundSocket: Sendable {
  /// With the port that the system chose, if it did.
  let address: ListenAddress
  private let channel: any Channel

  private init(_ address: ListenAddress, _ channel: any Channel) {
    self.address = address
    self.channel = channel
  }

  static func bind(_ address: ListenAddress, _ bootstrap: ServerBootstrap) async throws(ServerError) -> BoundSocket {
    do {
      switch address {
      case .tcp(let host, let port):
        let channel = try await bind(host, port, bootstrap)
        return BoundSocket(.tcp(host: host, port: channel.localAddress?.port ?? port), channel)
      case .unix(let path, let mode):
        try removeStale(path)
        return BoundSocket(address, try await adopt(path, mode, bootstrap))
      case .abstract(let name):
        return BoundSocket(address, try await adopt("\0" + name, nil, bootstrap))
      }
    } catch {
      throw .cannotListen(address, error)
    }
  }

  /// Takes no more connections; the file of a Unix socket goes.
  func close() async {
    // First the file, so that nobody finds one that nobody answers at.
    if case .unix(let path, _) = address { unlink(path) }
    try? await channel.close().get()
  }

  private static func bind(_ host: String?, _ port: Int, _ bootstrap: ServerBootstrap) async throws -> any Channel {
    // A Unix socket has no delays to turn off.
    let bootstrap = bootstrap.childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
    if let host { return try await bootstrap.bind(host: host, port: port).get() }
    do {
      return try await bootstrap.bind(host: "::", port: port).get()
    } catch let error as IOError where error.isForUnsupportedFamily {
      return try await bootstrap.bind(host: "0.0.0.0", port: port).get()
    }
  }

  // MARK: Unix sockets

  /// The permissions are there before the first connection can be taken.
  private static func adopt(_ name: String, _ mode: UInt16?, _ bootstrap: ServerBootstrap) async throws -> any Channel {
    let descriptor = try unixSocket()
    do {
      try withUnixAddress(name) { address, length in
        guard systemBind(descriptor, address, length) == 0 else { throw IOError(errnoCode: errno, reason: "bind") }
      }
      if let mode, chmod(name, mode_t(mode)) != 0 { throw IOError(errnoCode: errno, reason: "chmod") }
    } catch {
      _ = systemClose(descriptor)
      throw error
    }
    return try await bootstrap.withBoundSocket(descriptor).get()
  }

  /// Removes the socket that a process left which is no more. Whatever else has the name stays, and binding fails.
  private static func removeStale(_ path: String) throws {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return }
    let descriptor = try unixSocket()
    defer { _ = systemClose(descriptor) }
    try withUnixAddress(path) { address, length in
      if connect(descriptor, address, length) != 0, errno == ECONNREFUSED { unlink(path) }
    }
  }

  /// A socket that is connected to whoever listens at `name`, for its caller to close.
  /// - Parameter name: as `withUnixAddress` takes it.
  static func connected(to name: String) throws -> CInt {
    // Connecting waits while too many others do, unless it must not.
    let descriptor = try unixSocket(options: SOCK_NONBLOCK)
    do {
      try withUnixAddress(name) { address, length in
        guard connect(descriptor, address, length) == 0 else { throw IOError(errnoCode: errno, reason: "connect") }
      }
    } catch {
      _ = systemClose(descriptor)
      throw error
    }
    return descriptor
  }

  private static func unixSocket(options: __socket_type? = nil) throws -> CInt {
    let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | (options?.rawValue ?? 0)
    let descriptor = socket(AF_UNIX, Int32(kind), 0)
    guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
    return descriptor
  }

  /// - Parameter name: a path, or a NUL and the name of an abstract socket, which has no NUL at its end.
  private static func withUnixAddress(
    _ name: String, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Void
  ) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(name.utf8)
    let isAbstract = bytes.first == 0
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw SocketAddressError.unixDomainSocketPathTooLong
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? MemoryLayout<sa_family_t>.size
    try withUnsafePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        try body($0, socklen_t(offset + bytes.count + (isAbstract ? 0 : 1)))
      }
    }
  }
}

private func systemBind(_ descriptor: CInt, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> CInt {
  bind(descriptor, address, length)
}

private func systemClose(_ descriptor: CInt) -> CInt { close(descriptor) }
