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
  static func cannotListen(_ configuration: ListenerConfiguration, _ cause: any Error) -> ServerError {
    let place = "cannot listen on `\(configuration.place)`"
    switch (cause as? IOError)?.errnoCode {
    case EADDRINUSE:
      return ServerError(
        code: .addressInUse,
        message: "\(place): address already in use; stop the process that holds it, or choose another by `--port`",
        cause: cause)
    case EADDRNOTAVAIL:
      return ServerError(
        code: .addressNotAvailable,
        message: "\(place): this machine has no such address; choose one of its addresses with `--host`", cause: cause)
    case EACCES, EPERM:
      return ServerError(
        code: .notPermitted,
        message: "\(place): not permitted; choose a port above 1023 with `--port`", cause: cause)
    default: break
    }
    if cause is SocketAddressError {
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
    if cause is SocketAddressError {
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
