import HTTP2
import Logging
import NIOCore
import NIOPosix
import Server

/// Answers every Check with a response that allows, undecoded.
final class AllowHandler: CallHandler {
  let paths = ["/envoy.service.auth.v3.Authorization/Check"]
  private let allowed: [UInt8] = [0x0A, 0x00, 0x1A, 0x00]

  func handle(_ message: RawSpan, _ call: consuming UnaryCall) {
    let allowed = allowed
    let bytes = allowed.span.bytes
    call.reply(bytes)
  }
}

/// `ConstantAllow [PORT [THREADS]]`: serves until SIGINT or SIGTERM.
@main struct ConstantAllow {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst().compactMap(Int.init)
    let configuration = ListenerConfiguration()
    let address = ListenAddress.tcp(host: nil, port: arguments.first ?? 0)
    let threads = arguments.dropFirst().first ?? System.coreCount
    let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
    let signals = TerminationSignals()
    do {
      let logger = Logger(label: "constant-allow")
      let listener = try await Listener.grpc(at: [address], configuration, on: group, logger: logger) { _ in
        AllowHandler()
      }
      print("listening on \(listener.addresses[0].port ?? 0)")
      await Listeners([listener], configuration, logger: logger).serve(until: signals)
    } catch {
      print(error)
    }
    try await group.shutdownGracefully()
  }
}
