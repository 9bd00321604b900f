internal import HTTP2

/// Makes the HTTP/2 sessions of one event loop. Used on that loop alone.
final class SessionMaker {
  private let limits: SessionLimits
  private let handler: any CallHandler
  private let pool = StreamPool()

  init(_ limits: SessionLimits, _ handler: any CallHandler) {
    self.limits = limits
    self.handler = handler
  }

  func makeSession() throws(SessionError) -> ServerSession {
    try ServerSession(limits: limits, handler: handler, pool: pool)
  }
}
