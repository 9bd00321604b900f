internal import AsyncHTTPClient
internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import Rego

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Errors of the client in the reference's words, as far as policies may look for them: `Get "http://…": dial tcp …:
/// connect: connection refused`.
enum FailureText {
  static func timeout(_ target: RequestTarget, _ method: String) -> NetworkFailure {
    .timeout(
      "\(target.start(method)): context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
      target: target.plainStart(method))
  }

  static func failure(
    _ error: any Error, _ target: RequestTarget, _ method: String, _ limits: NetworkClient.Limits
  ) -> NetworkFailure {
    if let error = error as? HTTPClientError, [.deadlineExceeded, .connectTimeout, .readTimeout].contains(error) {
      return timeout(target, method)
    }
    return .network("\(target.start(method)): \(reason(error, target, limits))")
  }

  private static func reason(_ error: any Error, _ target: RequestTarget, _ limits: NetworkClient.Limits) -> String {
    switch error {
    case let error as IOError: return "dial tcp \(target.place): connect: \(text(ofErrno: error.errnoCode))"
    case let error as NIOConnectionError: return connection(error, target)
    case let error as NIOSSLError: return handshake("\(error)")
    case is NIOSSLExtraError:
      return "tls: failed to verify certificate: x509: certificate is not valid for \(target.host)"
    case let error as HTTPClientError where error == .remoteConnectionClosed: return "EOF"
    case is ResponseAccumulator.ResponseTooBigError:
      return "the response is larger than \(limits.responseBytesMax) bytes"
    case let error as HTTPClientError: return "\(error)".replacing("HTTPClientError.", with: "")
    default: return "\(error)"
    }
  }

  private static func connection(_ error: NIOConnectionError, _ target: RequestTarget) -> String {
    guard let first = error.connectionErrors.first else { return "dial tcp: lookup \(error.host): no such host" }
    let place: String
    if let address = first.target.ipAddress, let port = first.target.port {
      place = "tcp \(address.contains(":") ? "[\(address)]" : address):\(port)"
    } else {
      place = "tcp \(target.place)"
    }
    if let cause = first.error as? IOError { return "dial \(place): connect: \(text(ofErrno: cause.errnoCode))" }
    if first.error is NIOSSLError { return handshake("\(first.error)") }
    return "dial \(place): \(first.error)"
  }

  private static func handshake(_ description: String) -> String {
    description.contains("CERTIFICATE_VERIFY_FAILED")
      ? "tls: failed to verify certificate: x509: certificate signed by unknown authority"
      : "tls: handshake failed: \(description)"
  }

  private static func text(ofErrno code: CInt) -> String { String(cString: strerror(code)).lowercased() }
}
