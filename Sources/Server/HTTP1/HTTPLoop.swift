internal import NIOCore

/// What the HTTP connections of one event loop share.
final class HTTPLoop {
  let limits: HTTPLimits
  let buffers: ByteBudget
  let date = DateField()
  let executor: LoopTaskExecutor

  init(_ eventLoop: any EventLoop, _ limits: HTTPLimits, _ buffers: ByteBudget) {
    self.limits = limits
    self.buffers = buffers
    executor = LoopTaskExecutor(eventLoop)
  }
}
