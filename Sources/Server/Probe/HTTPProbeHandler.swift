internal import NIOCore
internal import NIOHTTP1

/// Asks a page on one connection whether all is well.
final class HTTPProbeHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  private let target: ProbeTarget
  private let host: String
  private let path: String
  private let answer: EventLoopPromise<ProbeReport>
  private var status: HTTPResponseStatus?
  private var body: [UInt8] = []

  /// Of a body no more is told.
  private static let bodyBytesMax = 300

  init(_ target: ProbeTarget, host: String, path: String, _ answer: EventLoopPromise<ProbeReport>) {
    self.target = target
    self.host = host
    self.path = path
    self.answer = answer
  }

  func channelActive(context: ChannelHandlerContext) {
    let headers: HTTPHeaders = ["host": host, "connection": "close", "user-agent": "mpe"]
    let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): status = head.status
    case .body(let bytes): body += bytes.readableBytesView.prefix(Self.bodyBytesMax - body.count)
    case .end:
      answer.succeed(report)
      context.close(promise: nil)
    }
    // What is enough to tell need not come to its end.
    if body.count >= Self.bodyBytesMax {
      answer.succeed(report)
      context.close(promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    answer.succeed(.failed("`\(target)` closed the connection without an answer; look at its log"))
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    answer.succeed(.failed("`\(target)` does not speak HTTP/1: \(error); correct `--address`"))
    context.close(promise: nil)
  }

  private var report: ProbeReport {
    guard let status else { return .failed("`\(target)` gave no answer; look at its log") }
    if status == .ok { return .serving }
    let printable = body.map { $0 >= 0x20 && $0 < 0x7F ? $0 : 0x20 }
    let text = String(decoding: printable, as: UTF8.self)
    switch status.code {
    case 503: return ProbeReport(state: "NOT_SERVING", problem: "`\(target)` is not ready: \(text)")
    case 404: return .failed("`\(target)` is not there; ask `/readyz` or `/healthz`")
    default: return .failed("`\(target)` answers with HTTP status \(status.code): \(text)")
    }
  }
}
