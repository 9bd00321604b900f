/// What answers complete unary calls. One handler serves one event loop; it is called on that loop alone.
package protocol CallHandler: AnyObject {
  /// The paths it answers, such as `/envoy.service.auth.v3.Authorization/Check`. `UnaryCall.method` is an index into
  /// them; every other path is answered UNIMPLEMENTED before its message is read.
  var paths: [String] { get }

  /// Answers a call, at once or later on the same event loop by keeping `call`.
  /// - Parameter message: the message without its gRPC prefix, valid during this call only.
  func handle(_ message: RawSpan, _ call: consuming UnaryCall)
}

/// The paths of a handler as bytes, in the handler's order.
struct Routes {
  private let paths: [[UInt8]]

  init(_ paths: [String]) { self.paths = paths.map { Array($0.utf8) } }

  func index(of path: UnsafeRawBufferPointer) -> Int? {
    paths.firstIndex { $0.count == path.count && $0.elementsEqual(path) }
  }
}
