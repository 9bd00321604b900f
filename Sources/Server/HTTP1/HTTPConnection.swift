internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// Begins an HTTP/1.1 connection: Hummingbird's handlers and loop, behind a handler of ours.
enum HTTPConnection {
  static func begin(
    _ channel: any Channel, _ http: HTTP1Channel, _ loop: HTTPLoop, _ connections: LoopConnections, _ logger: Logger
  ) {
    // A peer may close its side once it has asked, and is answered all the same.
    _ = channel.setOption(.allowRemoteHalfClosure, value: true)
    let handler = HTTPConnectionHandler(loop, logger: logger)
    let bound = NIOLoopBound((handler, connections), eventLoop: channel.eventLoop)
    let executor = loop.executor
    // The set-up is done where it is asked for, so that its future is complete already.
    http.setup(channel: channel, logger: logger).assumeIsolated().whenSuccess { value in
      do { try insert(handler, into: channel.pipeline.syncOperations) } catch {
        logger.error("cannot open a connection: \(error)")
        channel.close(promise: nil)
      }
      connections.insert(handler)
      // The connection counts until its task has ended, lest its event loop go away before it.
      Task(executorPreference: executor) {
        await http.handle(value: value, logger: logger)
        channel.eventLoop.execute {
          let (handler, connections) = bound.value
          connections.remove(handler)
        }
      }
    }
  }

  private static func insert(
    _ handler: HTTPConnectionHandler, into pipeline: ChannelPipeline.SynchronousOperations
  ) throws {
    let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
    try pipeline.addHandlers([HTTPServerPipelineHandler(), handler], position: .after(decoder))
  }
}
