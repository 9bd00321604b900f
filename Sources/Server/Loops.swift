internal import HTTP2
internal import NIOCore

/// The per-loop parts of a listener, each reached on its own loop only.
final class Loops: Sendable {
  private let byLoop: [ObjectIdentifier: NIOLoopBound<LoopConnections>]

  init(
    _ group: any EventLoopGroup, _ configuration: ListenerConfiguration,
    _ makeHandler: @escaping @Sendable (any EventLoop) -> any CallHandler
  ) async throws {
    var byLoop: [ObjectIdentifier: NIOLoopBound<LoopConnections>] = [:]
    for loop in group.makeIterator() {
      byLoop[ObjectIdentifier(loop)] = try await loop.submit {
        NIOLoopBound(
          LoopConnections(eventLoop: loop, configuration: configuration, handler: makeHandler(loop)), eventLoop: loop)
      }.get()
    }
    self.byLoop = byLoop
  }

  /// The part of `loop`, on which the caller must be.
  func connections(of loop: any EventLoop) throws -> LoopConnections {
    guard let bound = byLoop[ObjectIdentifier(loop)] else { throw ChannelError.operationUnsupported }
    return bound.value
  }

  func onEach(_ body: @escaping @Sendable (LoopConnections) -> Void) async {
    for bound in byLoop.values { try? await bound.eventLoop.submit { body(bound.value) }.get() }
  }

  /// Returns when the last connection of every loop is gone.
  func finishShutdown() async {
    await withTaskGroup(of: Void.self) { group in
      for bound in byLoop.values {
        group.addTask { try? await bound.eventLoop.flatSubmit { bound.value.finishShutdown() }.get() }
      }
    }
  }

  func abort() {
    for bound in byLoop.values { bound.eventLoop.execute { bound.value.abort() } }
  }
}
