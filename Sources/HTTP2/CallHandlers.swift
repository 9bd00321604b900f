/// Two services on one connection. Calls of the first find their way first.
package final class CallHandlers: CallHandler {
  package let paths: [String]
  private let first: any CallHandler
  private let second: any CallHandler
  private let firstCount: Int

  package init(_ first: any CallHandler, _ second: any CallHandler) {
    self.first = first
    self.second = second
    firstCount = first.paths.count
    paths = first.paths + second.paths
  }

  package func handle(_ message: RawSpan, _ call: consuming UnaryCall) {
    if call.method < firstCount { return first.handle(message, call) }
    call.method -= firstCount
    second.handle(message, call)
  }
}
