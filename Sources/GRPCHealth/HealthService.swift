package import HTTP2

/// gRPC's health service for one event loop: `Check`. `Watch` and `List` are UNIMPLEMENTED, as the protocol allows:
/// Envoy and Kubernetes use `Check` alone, and a stream that stays open would keep a connection from being drained.
package final class HealthService: CallHandler {
  package static let checkPath = "/grpc.health.v1.Health/Check"

  package let paths = [HealthService.checkPath]
  private let services: [[UInt8]]
  private let isServing: () -> Bool
  private let serving = HealthMessages.response(.serving)
  private let notServing = HealthMessages.response(.notServing)

  /// - Parameters:
  ///   - services: their names; the empty name, which is the server as a whole, is known besides.
  ///   - isServing: asked at every call.
  package init(services: [String], isServing: @escaping () -> Bool) {
    self.services = [[]] + services.map { Array($0.utf8) }
    self.isServing = isServing
  }

  package func handle(_ message: RawSpan, _ call: consuming UnaryCall) {
    guard message.byteCount <= HealthMessages.bytesMax else {
      return call.fail(
        .resourceExhausted, "the HealthCheckRequest is larger than the limit of \(HealthMessages.bytesMax) bytes")
    }
    guard let service = HealthMessages.service(ofRequest: message) else {
      return call.fail(.invalidArgument, "malformed HealthCheckRequest")
    }
    guard services.contains(service) else { return call.fail(.notFound, "unknown service") }
    let answer = isServing() ? serving : notServing
    call.reply(answer.span.bytes)
  }
}
