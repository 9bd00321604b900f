internal import GRPCHealth
internal import HTTP2
internal import NIOCore

/// Asks gRPC's health service on one connection.
final class GRPCProbeHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let target: ProbeTarget
  private let service: String
  private let client: UnaryClient
  private let answer: EventLoopPromise<ProbeReport>

  init(
    _ target: ProbeTarget, service: String, timeout: TimeAmount, _ answer: EventLoopPromise<ProbeReport>
  ) throws(SessionError) {
    self.target = target
    self.service = service
    self.answer = answer
    client = try UnaryClient(
      path: HealthService.checkPath, authority: "localhost", message: HealthMessages.request(service: service),
      timeoutMilliseconds: UInt32(clamping: timeout.nanoseconds / 1_000_000))
  }

  func channelActive(context: ChannelHandlerContext) { write(context) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    do throws(SessionError) { try client.receive(bytes.readableBytesSpan) } catch {
      return end(context, report(of: error))
    }
    write(context)
    if let outcome = client.outcome { end(context, report(of: outcome)) }
  }

  func channelInactive(context: ChannelHandlerContext) { answer.succeed(closed) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    end(context, .failed("`\(target)` broke the connection: \(error)"))
  }

  private func write(_ context: ChannelHandlerContext) {
    var output = context.channel.allocator.buffer(capacity: 256)
    client.drainOutput { output.writeBytes($0) }
    if output.readableBytes > 0 { context.writeAndFlush(wrapOutboundOut(output), promise: nil) }
  }

  private func end(_ context: ChannelHandlerContext, _ report: ProbeReport) {
    answer.succeed(report)
    context.close(promise: nil)
  }

  // MARK: - What is said

  private var closed: ProbeReport { .failed("`\(target)` closed the connection unasked; look at its log") }

  private func report(of error: SessionError) -> ProbeReport {
    guard error.code == .notHTTP2 else { return .failed("`\(target)` does not speak HTTP/2: \(error.message)") }
    var report = ProbeReport.failed(
      "`\(target)` speaks HTTP/1, not gRPC; if it is `mpe serve`, ask `--address http://\(target)/readyz`")
    report.speaksHTTP1 = true
    return report
  }

  private func report(of outcome: UnaryClient.Outcome) -> ProbeReport {
    switch outcome {
    case .message(let bytes): report(ofResponse: bytes)
    case .status(GRPCStatus.notFound.rawValue):
      .failed("`\(target)` knows no service `\(service)`; correct `--service`, or leave it out")
    case .status(GRPCStatus.unimplemented.rawValue):
      .failed("`\(target)` has no health service; is it `mpe serve -p envoy`? correct `--address`")
    case .status(let code): .failed("`\(target)` answers with gRPC status \(code); look at its log")
    case .notGRPC: .failed("`\(target)` speaks HTTP/2, but not gRPC; correct `--address`")
    case .ended: closed
    }
  }

  private func report(ofResponse bytes: [UInt8]) -> ProbeReport {
    guard let number = HealthMessages.state(ofResponse: bytes.span.bytes) else {
      return .failed("`\(target)` answers with what is no HealthCheckResponse; correct `--address`")
    }
    if number == HealthState.serving.rawValue { return .serving }
    let name = HealthState(rawValue: number)?.name ?? "\(number)"
    let why = number == HealthState.notServing.rawValue ? ": it is stopping, or has no policy in force" : ""
    return ProbeReport(state: name, problem: "`\(target)` is \(name)\(why)")
  }
}
