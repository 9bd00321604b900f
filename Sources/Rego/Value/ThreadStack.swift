// Unsafe: asks the system where the thread's stack ends.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

#if !canImport(Darwin)
  // Both C libraries have it; Swift's view of them leaves it out.
  @_silgen_name("pthread_getattr_np")
  private func attributes(of thread: pthread_t, _ attributes: UnsafeMutablePointer<pthread_attr_t>) -> Int32
#endif

/// The stack of a thread. Values are read, compared and written by recursion, to bounds that are chosen for a stack of a
/// certain size: who begins such work asks whether it is there.
struct ThreadStack {
  /// Left over for what is called at the end of a recursion: 64 levels of a reader, a built-in.
  static let reservedBytes = 128 * 1024
  /// What an evaluation may need: values of the greatest height that are compared and written, calls of the greatest
  /// depth. Measured, and doubled; the frames of a build for debugging are larger.
  #if DEBUG
    static let evaluationBytes = 4 << 20
  #else
    static let evaluationBytes = 1 << 20
  #endif

  private let thread: pthread_t
  /// 0 where the system does not say.
  private let lowestAddress: UInt

  /// The calling thread's.
  init() {
    thread = pthread_self()
    #if canImport(Darwin)
      lowestAddress = UInt(bitPattern: pthread_get_stackaddr_np(thread)) - UInt(pthread_get_stacksize_np(thread))
    #else
      var found = pthread_attr_t()
      var lowest: UnsafeMutableRawPointer?
      var size = 0
      if attributes(of: thread, &found) == 0 {
        pthread_attr_getstack(&found, &lowest, &size)
        pthread_attr_destroy(&found)
      }
      lowestAddress = UInt(bitPattern: lowest)
    #endif
  }

  /// Whether this is the calling thread's.
  var isCurrent: Bool { pthread_equal(thread, pthread_self()) != 0 }

  /// Bytes between the caller's frame and the end of the stack; many where the system does not say.
  @inline(never)
  var bytesLeft: Int {
    var marker: UInt8 = 0
    let here = withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
    return lowestAddress == 0 || here < lowestAddress ? .max : Int(clamping: here - lowestAddress)
  }
}
