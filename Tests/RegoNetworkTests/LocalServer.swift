import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// An HTTP server on the loopback that answers as a test says, and keeps what it was asked.
final class LocalServer: Sendable {
  struct Request: Sendable {
    var method: String
    var path: String
    var headers: HTTPHeaders
    var body: String
    /// How many requests came before.
    var number = 0
  }

  enum Reply: Sendable {
    case response(Int = 200, [(String, String)] = [], _ body: String = "")
    /// Takes the request and says nothing.
    case silence
    /// Closes the connection.
    case hangUp
  }

  let port: Int
  private let group: MultiThreadedEventLoopGroup
  private let channel: any Channel
  private let seen: Seen

  final class Seen: Sendable {
    fileprivate let requests = Mutex<[Request]>([])

    fileprivate func note(_ request: Request) -> Request {
      requests.withLock { requests in
        var numbered = request
        numbered.number = requests.count
        requests.append(numbered)
        return numbered
      }
    }
  }

  var requests: [Request] { seen.requests.withLock { $0 } }

  init(
    tls: TLSConfiguration? = nil, socket: String? = nil, _ answer: @escaping @Sendable (Request) -> Reply
  ) throws {
    let seen = Seen()
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let context = try tls.map { try NIOSSLContext(configuration: $0) }
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let context { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context)) }
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(Answerer(seen, answer))
        }
      }
    if let socket {
      channel = try bootstrap.bind(unixDomainSocketPath: socket).wait()
    } else {
      channel = try bootstrap.bind(host: "127.0.0.1", port: 0).wait()
    }
    port = channel.localAddress?.port ?? 0
    self.group = group
    self.seen = seen
  }

  deinit { group.shutdownGracefully { _ in } }

  private final class Answerer: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let seen: Seen
    private let answer: @Sendable (Request) -> Reply
    private var request = Request(method: "", path: "", headers: HTTPHeaders(), body: "")

    init(_ seen: Seen, _ answer: @escaping @Sendable (Request) -> Reply) {
      self.seen = seen
      self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head):
        request = Request(method: head.method.rawValue, path: head.uri, headers: head.headers, body: "")
      case .body(let bytes): request.body += String(buffer: bytes)
      case .end: reply(answer(seen.note(request)), context)
      }
    }

    private func reply(_ reply: Reply, _ context: ChannelHandlerContext) {
      switch reply {
      case .silence: return
      case .hangUp: context.close(promise: nil)
      case .response(let status, let fields, let body):
        var headers = HTTPHeaders(fields)
        if status != 304 { headers.replaceOrAdd(name: "Content-Length", value: String(body.utf8.count)) }
        let head = HTTPResponseHead(
          version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if status != 304, request.method != "HEAD" {
          context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
  }
}

extension LocalServer {
  /// Closes the port; nobody listens there any more.
  func closing() throws -> Int {
    try channel.close().wait()
    return port
  }
}
