internal import NIOCore

/// One value for each event loop of a group, reached on its own loop only.
final class PerLoop<Value>: Sendable {
  private let byLoop: [ObjectIdentifier: NIOLoopBound<Value>]

  /// - Parameter make: called once on each loop.
  init(_ group: any EventLoopGroup, _ make: @escaping @Sendable (any EventLoop) -> Value) async throws {
    var byLoop: [ObjectIdentifier: NIOLoopBound<Value>] = [:]
    for loop in group.makeIterator() {
      byLoop[ObjectIdentifier(loop)] = try await loop.submit { NIOLoopBound(make(loop), eventLoop: loop) }.get()
    }
    self.byLoop = byLoop
  }

  /// The value of `loop`, on which the caller must be; nil for a loop of another group.
  func value(of loop: any EventLoop) -> Value? { byLoop[ObjectIdentifier(loop)]?.value }

  /// Runs `body` on each loop, and returns when all have done so.
  func onEach(_ body: @escaping @Sendable (Value) -> Void) async {
    for bound in byLoop.values { try? await bound.eventLoop.submit { body(bound.value) }.get() }
  }

  /// Starts something on each loop, and returns when all of it has ended.
  func finishOnEach(_ body: @escaping @Sendable (Value) -> EventLoopFuture<Void>) async {
    await withTaskGroup(of: Void.self) { group in
      for bound in byLoop.values {
        group.addTask { try? await bound.eventLoop.flatSubmit { body(bound.value) }.get() }
      }
    }
  }

  /// Runs `body` on each loop some time soon.
  func executeOnEach(_ body: @escaping @Sendable (Value) -> Void) {
    for bound in byLoop.values { bound.eventLoop.execute { body(bound.value) } }
  }
}
