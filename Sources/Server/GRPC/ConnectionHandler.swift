internal import HTTP2
internal import Logging
internal import NIOCore

/// Carries the bytes of one connection to its HTTP/2 session and back. What a read brings is answered in one write,
/// and nothing is read while the peer does not take what was written.
final class ConnectionHandler: ChannelDuplexHandler, LoopConnection {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let connections: LoopConnections
  private let sessions: SessionMaker
  private let logger: Logger
  @exclusivity(unchecked) private var session: ServerSession?
  @exclusivity(unchecked) private var context: ChannelHandlerContext?
  @exclusivity(unchecked) private var output = ByteBuffer()
  @exclusivity(unchecked) private var isReadHeld = false
  @exclusivity(unchecked) private var isWriteScheduled = false
  @exclusivity(unchecked) private var isClosing = false
  /// Sweeps since the last byte came.
  @exclusivity(unchecked) private var quietSweeps = 0

  /// Most bytes that one write takes; more follows while the channel is writable.
  private static let writeBytesMax = 64 << 10

  init(_ sessions: SessionMaker, connections: LoopConnections, logger: Logger) {
    self.sessions = sessions
    self.connections = connections
    self.logger = logger
  }

  // MARK: - Channel events

  func channelActive(context: ChannelHandlerContext) {
    self.context = context
    do throws(SessionError) {
      let session = try sessions.makeSession()
      session.outputBecameReady = { [unowned self] in scheduleWrite() }
      self.session = session
      connections.insert(self)
      writeOutput(context)
    } catch {
      logger.error("cannot open a connection: \(error)")
      context.close(promise: nil)
    }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    connections.remove(self)
    session = nil
    self.context = nil
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard let session, !isClosing else { return }
    quietSweeps = 0
    let bytes = unwrapInboundIn(data)
    do throws(SessionError) {
      try session.receive(bytes.readableBytesSpan)
    } catch {
      end(context, because: error)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) { writeOutput(context) }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    guard context.channel.isWritable else { return }
    writeOutput(context)
    guard isReadHeld, context.channel.isWritable else { return }
    isReadHeld = false
    context.read()
  }

  func read(context: ChannelHandlerContext) {
    if context.channel.isWritable { context.read() } else { isReadHeld = true }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    logger.debug("connection closed: \(error)")
    context.close(promise: nil)
  }

  // MARK: - Writing

  /// Writes what the session has, as far as the channel takes it, and closes once the session has come to its end.
  private func writeOutput(_ context: ChannelHandlerContext) {
    guard let session, !isClosing else { return }
    while context.channel.isWritable, session.hasOutput {
      guard gather(session, context) else { return }
      // The session may want to write and have nothing that flow control lets through.
      if output.readableBytes == 0 { break }
      if session.isFinished { return close(context) }
      context.writeAndFlush(wrapOutboundOut(output), promise: nil)
    }
    if session.isFinished {
      output.clear()
      close(context)
    }
  }

  /// Fills `output`; false when the session failed at that.
  private func gather(_ session: ServerSession, _ context: ChannelHandlerContext) -> Bool {
    output.clear()
    do throws(SessionError) {
      try session.drainOutput(bytesMax: Self.writeBytesMax) { output.writeBytes($0) }
      return true
    } catch {
      end(context, because: error)
      return false
    }
  }

  /// Writes what `output` holds and closes when that is on its way.
  private func close(_ context: ChannelHandlerContext) {
    isClosing = true
    guard output.readableBytes > 0 else { return context.close(promise: nil) }
    let written = context.eventLoop.makePromise(of: Void.self)
    written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    context.writeAndFlush(wrapOutboundOut(output), promise: written)
  }

  /// Ends a connection whose peer broke the protocol; the GOAWAY that says so goes out first.
  private func end(_ context: ChannelHandlerContext, because error: SessionError) {
    guard let session, !isClosing else { return }
    logger.debug("connection ended: \(error)")
    output.clear()
    try? session.drainOutput(bytesMax: Self.writeBytesMax) { output.writeBytes($0) }
    close(context)
  }

  /// An answer came outside a read: writes once for all that come in this turn of the loop.
  private func scheduleWrite() {
    guard let context, !isWriteScheduled else { return }
    isWriteScheduled = true
    context.eventLoop.assumeIsolated().execute { [self] in
      isWriteScheduled = false
      if let context = self.context { writeOutput(context) }
    }
  }

  // MARK: - What the loop asks of all of its connections

  func announceShutdown() {
    guard let context, let session else { return }
    session.announceShutdown()
    writeOutput(context)
  }

  func finishShutdown() {
    guard let context, let session else { return }
    session.finishShutdown()
    writeOutput(context)
  }

  func abort() { context?.close(promise: nil) }

  func sweep(sweepsMax: Int) {
    guard let context, let session, !isClosing else { return }
    quietSweeps += 1
    guard quietSweeps > sweepsMax, !session.hasCallsInHand else { return }
    logger.debug("connection closed: idle")
    session.finishShutdown()
    output.clear()
    try? session.drainOutput(bytesMax: Self.writeBytesMax) { output.writeBytes($0) }
    close(context)
  }
}
