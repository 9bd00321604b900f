internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// Stands between the bytes of one HTTP/1.1 connection and Hummingbird, which gets requests only when they are whole:
/// what is too large, too slow or broken is answered here, and ends the connection.
///
/// ``HTTPServerPipelineHandler`` before it holds back a request until the one before is answered.
final class HTTPConnectionHandler: ChannelDuplexHandler, LoopConnection {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private enum State {
    case waiting
    case receiving(HTTPRequestHead)
    case answering
    /// The last answer is on its way; what still comes is dropped.
    case closing
  }

  private let loop: HTTPLoop
  private let logger: Logger
  private var state = State.waiting
  private var body = ByteBuffer()
  private var bodyBytesTaken = 0
  /// Whether the answer to the request at hand is the last of the connection.
  private var isLast = false
  private var isDraining = false
  private var context: ChannelHandlerContext?
  private var isRequestArriving = false
  private var deadline: Scheduled<Void>?
  /// Sweeps since the last byte came.
  private var quietSweeps = 0

  /// A peer that is answered early has so long to see it before the connection is cut.
  private static let lingerTime = TimeAmount.seconds(2)
  /// Bodies below this are not counted: connections are.
  private static let bytesUncounted = 16 << 10

  init(_ loop: HTTPLoop, logger: Logger) {
    self.loop = loop
    self.logger = logger
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  // MARK: - What comes in

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    quietSweeps = 0
    switch (unwrapInboundIn(data), state) {
    case (.head(let head), .waiting): begin(head, context)
    case (.body(let bytes), .receiving): take(bytes, context)
    case (.end, .receiving(let head)): finish(head, context)
    default: break
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    switch state {
    case .waiting, .receiving: startDeadline(context)
    case .answering, .closing: break
    }
    context.fireChannelReadComplete()
  }

  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    state = .receiving(head)
    isLast = !head.isKeepAlive
    if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }) {
      if length > loop.limits.bodyBytesMax { return refuseSize(context) }
      body.reserveCapacity(min(length, Self.bytesUncounted))
    }
    guard let expectation = head.headers.first(name: "expect") else { return }
    guard expectation.lowercased() == "100-continue" else {
      return refuse(.expectationFailed, "expectation \(Self.quoted(expectation)) cannot be met", context)
    }
    guard head.version == .http1_1 else { return }
    context.writeAndFlush(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
  }

  private func take(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
    var bytes = bytes
    let count = body.readableBytes + bytes.readableBytes
    if count > loop.limits.bodyBytesMax { return refuseSize(context) }
    if count > Self.bytesUncounted {
      let missing = count - bodyBytesTaken
      guard loop.buffers.take(missing) else {
        return refuse(.serviceUnavailable, "too many request bodies at once", context)
      }
      bodyBytesTaken = count
    }
    body.writeBuffer(&bytes)
  }

  private func finish(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    stopDeadline()
    state = .answering
    context.fireChannelRead(wrapInboundOut(.head(head)))
    if body.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(.body(body))) }
    context.fireChannelRead(wrapInboundOut(.end(nil)))
    body = ByteBuffer()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed? = event as? ChannelEvent { isLast = true }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    stopDeadline()
    releaseBody()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    logger.debug("connection closed: \(error)")
    guard let error = error as? HTTPParserError else { return context.close(promise: nil) }
    switch (state, error) {
    case (.answering, _), (.closing, _): context.close(promise: nil)
    case (_, .headerOverflow):
      refuse(.requestHeaderFieldsTooLarge, "request header fields are larger than is taken", context)
    default: refuse(.badRequest, "the request is not HTTP/1.1: \(error)", context)
    }
  }

  // MARK: - What goes out

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    // An answer that comes after all when the connection ends already.
    if case .closing = state { return promise?.fail(ChannelError.outputClosed) ?? () }
    switch unwrapOutboundIn(data) {
    case .head(var head):
      complete(&head)
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .body(let bytes): context.write(wrapOutboundOut(.body(bytes)), promise: promise)
    case .end(let trailers): end(trailers, context, promise)
    }
  }

  private func end(_ trailers: HTTPHeaders?, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
    releaseBody()
    let isLast = isLast
    // A request that waits behind this one comes in during the write.
    state = isLast ? .closing : .waiting
    context.write(wrapOutboundOut(.end(trailers)), promise: promise)
    if isLast { close(context) } else if case .receiving = state { startDeadline(context) }
  }

  private func complete(_ head: inout HTTPResponseHead) {
    isLast = isLast || isDraining
    head.headers.replaceOrAdd(name: "date", value: loop.date.value)
    if isLast { head.headers.replaceOrAdd(name: "connection", value: "close") }
  }

  private func refuseSize(_ context: ChannelHandlerContext) {
    refuse(.payloadTooLarge, "request body is larger than \(loop.limits.bodyBytesMax) bytes", context)
  }

  /// Answers a request that is not whole, and ends the connection.
  private func refuse(_ status: HTTPResponseStatus, _ message: String, _ context: ChannelHandlerContext) {
    stopDeadline()
    isLast = true
    body = ByteBuffer()
    releaseBody()
    let text = ByteBuffer(string: "{\"message\":\(Self.quoted(message))}\n")
    var head = HTTPResponseHead(version: .http1_1, status: status)
    head.headers.add(name: "content-type", value: "application/json")
    head.headers.add(name: "content-length", value: String(text.readableBytes))
    complete(&head)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(text))), promise: nil)
    context.write(wrapOutboundOut(.end(nil)), promise: nil)
    close(context)
  }

  /// Says that nothing more comes, and cuts the connection once the peer had time to see it: to cut it with bytes
  /// unread would take the answer away from the peer.
  private func close(_ context: ChannelHandlerContext) {
    state = .closing
    context.flush()
    context.close(mode: .output, promise: nil)
    deadline = context.eventLoop.assumeIsolated().scheduleTask(in: Self.lingerTime) { [weak self] in
      self?.context?.close(promise: nil)
    }
  }

  private static func quoted(_ text: String) -> String {
    let safe = text.unicodeScalars.prefix(200).map { scalar in
      scalar.value < 0x20 || scalar == "\"" || scalar == "\\" ? " " : String(scalar)
    }
    return "\"" + safe.joined() + "\""
  }

  private func releaseBody() {
    if bodyBytesTaken > 0 { loop.buffers.release(bodyBytesTaken) }
    bodyBytesTaken = 0
  }

  // MARK: - Slow requests

  /// From the first bytes of a request that is not whole after one read.
  private func startDeadline(_ context: ChannelHandlerContext) {
    guard deadline == nil, context.channel.isActive else { return }
    deadline = context.eventLoop.assumeIsolated().scheduleTask(in: loop.limits.requestTimeout) { [weak self] in
      self?.deadlinePassed()
    }
  }

  private func deadlinePassed() {
    deadline = nil
    guard let context else { return }
    // A request without a whole head is none yet that could be answered.
    guard case .receiving = state else { return context.close(promise: nil) }
    refuse(.requestTimeout, "the request took too long to arrive", context)
  }

  private func stopDeadline() {
    deadline?.cancel()
    deadline = nil
  }

  // MARK: - What the loop asks of all of its connections

  func announceShutdown() { isDraining = true }

  func finishShutdown() {
    isDraining = true
    if case .waiting = state { context?.close(promise: nil) }
  }

  func abort() { context?.close(promise: nil) }

  func sweep(sweepsMax: Int) {
    quietSweeps += 1
    guard quietSweeps > sweepsMax else { return }
    if case .answering = state { return }
    logger.debug("connection closed: idle")
    context?.close(promise: nil)
  }
}
