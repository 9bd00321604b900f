// Unsafe: hands a closure to the system's thread.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

// Not among the declarations that Swift sees.
@_silgen_name("pthread_setname_np")
private func setName(_ thread: pthread_t, _ name: UnsafePointer<CChar>) -> Int32

/// A thread that gives way to those that decide.
enum ReloadThread {
  /// As on the main thread and more: Rego nests, and how deep is measured by the stack that is left.
  private static let stackBytes = 16 << 20
  private static let niceness: Int32 = 10

  private final class Start {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Runs `body` on a new thread.
  /// - Returns: whether there is one.
  static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackBytes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let start = Unmanaged.passRetained(Start(body))
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, &attributes,
      { pointer in
        ReloadThread.prepare()
        Unmanaged<Start>.fromOpaque(pointer!).takeRetainedValue().body()
        return nil
      }, start.toOpaque())
    if failure != 0 { start.release() }
    return failure == 0
  }

  private static func prepare() {
    // Linux takes it for the calling thread alone.
    _ = nice(niceness)
    _ = setName(pthread_self(), "reload")
  }
}
