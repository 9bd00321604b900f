internal import DecisionAPI
internal import HummingbirdCore
internal import NIOCore
internal import NIOHTTP1

/// PORCs by HTTP and JSON: ``DecisionRoutes`` over Hummingbird's HTTP/1.1.
enum GenericProtocol {
  static func listen(at addresses: [ListenAddress], _ serving: Serving) async throws(ServerError) -> Listener {
    let configuration = serving.configuration.listener
    let buffers = ByteBudget(max(configuration.http.buffersBytesMax, configuration.http.bodyBytesMax))
    let loops: PerLoop<HTTPLoop>
    do { loops = try await PerLoop(serving.group) { HTTPLoop($0, configuration.http, buffers) } } catch {
      throw ServerError(code: .failed, message: "cannot start event loops: \(error)", cause: error)
    }
    let http = httpChannel(routes(serving), configuration.http)
    let logger = serving.logger
    return try await Listener.bind(
      addresses, configuration, on: serving.group, budget: serving.budget, logger: logger
    ) { channel, connections in
      guard let loop = loops.value(of: channel.eventLoop) else { throw ChannelError.operationUnsupported }
      HTTPConnection.begin(channel, http, loop, connections, logger)
    }
  }

  private static func routes(_ serving: Serving) -> DecisionRoutes {
    let configuration = serving.configuration
    var options = DecisionOptions()
    options.deniesWithoutRecord = configuration.deniesWithoutRecord
    options.recordWaitNanosecondsMax = UInt64(clamping: configuration.waitMax.nanoseconds)
    options.bodyBytesMax = configuration.listener.http.bodyBytesMax
    let decisions = LoopDecisions(workers: serving.workers, pool: serving.pool) { [options] in
      PORCDecider($0, options)
    }
    let explaining = ExplanationThreads(
      pool: serving.explanations, store: serving.store, configuration: configuration)
    return DecisionRoutes(decisions, explaining, options) { [store = serving.store, stage = serving.stage] in
      let isDraining = stage.isDraining
      return Readiness(
        isReady: !isDraining, status: isDraining ? "draining" : "ready", snapshot: store.snapshot.fingerprint)
    }
  }

  private static func httpChannel(_ routes: DecisionRoutes, _ limits: HTTPLimits) -> HTTP1Channel {
    HTTP1Channel(
      responder: { request, writer, channel in
        let response = await routes.respond(to: request, context: DecisionContext(channel: channel))
        try await writer.write(response: response.head, body: response.body)
      },
      configuration: HTTP1Channel.Configuration(
        httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
          maxHeaderFieldSize: limits.headerBytesMax, maxHeaderListSize: limits.headerBytesMax,
          maxHeaderFieldCount: limits.headerCountMax)))
  }
}
