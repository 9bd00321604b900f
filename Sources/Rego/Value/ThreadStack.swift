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
  /// Left over for what is called at the end of a recursion: 64 levels of a reader or of calls, a built-in.
  static let reservedBytes = debugs ? 512 * 1024 : 128 * 1024
  /// What a level takes of a value that is compared, hashed, copied or written.
  private static let levelBytes = debugs ? 1_536 : 512

  #if DEBUG
    private static let debugs = true
  #else
    private static let debugs = false
  #endif

  /// Whether the calling thread can work on values of so many levels.
  @inline(never)
  static func hasRoom(forValuesOfHeight height: Int) -> Bool {
    ThreadStack().bytesLeft > height * levelBytes + reservedBytes
  }

  /// Whether the calling thread can go on with a recursion for a while.
  @inline(never)
  static func hasRoom() -> Bool { ThreadStack().bytesLeft > reservedBytes }

  /// 0 where the system does not say.
  private let lowestAddress: UInt

  /// The calling thread's.
  private init() {
    let thread = pthread_self()
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

  /// Bytes between the caller's frame and the end of the stack; many where the system does not say.
  @inline(never)
  private var bytesLeft: Int {
    var marker: UInt8 = 0
    let here = withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
    return lowestAddress == 0 || here < lowestAddress ? .max : Int(clamping: here - lowestAddress)
  }
}
