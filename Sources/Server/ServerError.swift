internal import NIOCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Why the server cannot serve.
package struct ServerError: Error, CustomStringConvertible {
  package enum Code: Sendable {
    case addressInUse
    case addressNotAvailable
    case notPermitted
    case unresolvedHost
    case failed
  }

  package let code: Code
  package let message: String
  package let cause: (any Error)?

  package var description: String { message }

  /// Names the place that could not be bound, and the remedy.
  static func cannotListen(_ address: ListenAddress, _ cause: any Error) -> ServerError {
    let place = "cannot listen on `\(address)`"
    func error(_ code: Code, _ why: String, tcp: String, unix: String) -> ServerError {
      ServerError(code: code, message: "\(place): \(why); \(address.port == nil ? unix : tcp)", cause: cause)
    }
    switch (cause as? IOError)?.errnoCode {
    case EADDRINUSE:
      return error(
        .addressInUse, "address already in use",
        tcp: "stop the process that holds it, or choose another by `--port`",
        unix: "stop the process that holds it, remove the file that has its name, or choose another name")
    case EADDRNOTAVAIL:
      return error(
        .addressNotAvailable, "this machine has no such address", tcp: "choose one of its addresses with `--host`",
        unix: "choose another name")
    case EACCES, EPERM:
      return error(
        .notPermitted, "not permitted", tcp: "choose a port above 1023 with `--port`",
        unix: "choose a folder that this user may write to")
    case ENOENT, ENOTDIR:
      return error(.failed, "there is no such folder", tcp: "correct `--host`", unix: "make the folder first")
    default: break
    }
    if case SocketAddressError.unixDomainSocketPathTooLong? = cause as? SocketAddressError {
      return ServerError(code: .failed, message: "\(place): longer than 107 bytes; choose a shorter path", cause: cause)
    }
    if cause is SocketAddressError || cause is SocketAddressError.UnknownHost {
      return ServerError(
        code: .unresolvedHost, message: "\(place): the host name has no address; correct `--host`", cause: cause)
    }
    return ServerError(code: .failed, message: "\(place): \(cause)", cause: cause)
  }
}

extension ServerError {
  /// The admin listener's place could not be bound.
  static func cannotAdminister(_ place: AdminPlace, _ cause: any Error) -> ServerError {
    let words = "cannot listen on `\(place.text)` for administration"
    switch (cause as? IOError)?.errnoCode {
    case EADDRINUSE:
      return ServerError(
        code: .addressInUse,
        message:
          "\(words): address already in use; choose another by `--admin HOST:PORT`, or none by `--admin off`",
        cause: cause)
    case EADDRNOTAVAIL:
      return ServerError(
        code: .addressNotAvailable,
        message: "\(words): this machine has no such address; correct `--admin`", cause: cause)
    case EACCES, EPERM:
      return ServerError(
        code: .notPermitted, message: "\(words): not permitted; choose a port above 1023 by `--admin`", cause: cause)
    default: break
    }
    if cause is SocketAddressError || cause is SocketAddressError.UnknownHost {
      return ServerError(
        code: .unresolvedHost, message: "\(words): the host name has no address; correct `--admin`", cause: cause)
    }
    return ServerError(code: .failed, message: "\(words): \(cause); correct `--admin`", cause: cause)
  }
}

extension IOError {
  /// The system has no IPv6.
  var isForUnsupportedFamily: Bool { errnoCode == EAFNOSUPPORT || errnoCode == EADDRNOTAVAIL }
}
