// Unsafe: hands out raw memory; everything above it goes by typed builders.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bump-allocated memory for values. Memory is given back all at once, by ``reset()`` or with the arena.
///
/// An arena belongs to one thread while it is written; once `freeze()` was called it is read-only and may be read
/// from many threads. Chunks are kept over a reset, up to `bytesKept`, so a worker that decides many similar
/// requests stops allocating after the first few.
///
/// Built with `ARENA_GUARDS`, for a memory checker, every allocation is one of its own, so that whoever writes past its
/// end or reads it after a reset is caught.
public final class Arena: @unchecked Sendable {
  struct State {
    /// Never null: a piece of 0 bytes may lie here before there is a chunk.
    var cursor: UInt = 8
    var end: UInt = 8
    var chunkIndex = -1
    var chunkCount = 0
    var chunkCapacity = 0
    var chunks: UnsafeMutablePointer<UnsafeMutableRawBufferPointer>?
    /// Bytes in all chunks before the current one.
    var bytesBefore = 0
    var exhausted = false
    /// Exhausted because a value is too high.
    var nestsTooDeeply = false
    var sharesTooMuch = false
    var frozen = false
  }

  /// A class's stored properties cost an exclusivity check an access; the state behind a constant pointer does not.
  let state: UnsafeMutablePointer<State>
  /// Where strings made in this arena are looked up first, so that equal strings share a pointer.
  package let symbols: SymbolTable?
  /// Above this many bytes the arena counts as exhausted: evaluation ends with an error at its next step.
  public let bytesMax: Int
  let bytesKept: Int
  static let firstChunkBytes = 16 * 1024

  /// - Parameters:
  ///   - symbols: the interned strings of the snapshot that values made here will meet.
  ///   - bytesMax: the most that may be allocated between two resets.
  ///   - bytesKept: how much is kept allocated over a reset.
  public init(symbols: SymbolTable? = nil, bytesMax: Int = .max, bytesKept: Int = 1 << 20) {
    self.symbols = symbols
    self.bytesMax = bytesMax
    #if ARENA_GUARDS
      self.bytesKept = 0
    #else
      self.bytesKept = bytesKept
    #endif
    state = .allocate(capacity: 1)
    state.initialize(to: State())
  }

  deinit {
    if let chunks = state.pointee.chunks {
      for index in 0..<state.pointee.chunkCount { free(chunks[index].baseAddress) }
      chunks.deallocate()
    }
    state.deallocate()
  }

  /// Whether more than `bytesMax` were asked for, or a value nested too deeply, since the last reset.
  @inline(__always) package var isExhausted: Bool { state.pointee.exhausted }

  /// Bytes handed out since the last reset, unused ends of chunks included.
  package var bytesUsed: Int {
    guard let chunks = state.pointee.chunks, state.pointee.chunkIndex >= 0 else { return 0 }
    let start = UInt(bitPattern: chunks[state.pointee.chunkIndex].baseAddress)
    return state.pointee.bytesBefore + Int(state.pointee.cursor - start)
  }

  /// Whether `byteCount` more bytes stay within the bound; marks the arena as exhausted when not. Ask before an
  /// allocation whose size a request or a policy chooses.
  package func admits(_ byteCount: Int) -> Bool {
    if byteCount < 0 || byteCount > bytesMax - min(bytesUsed, bytesMax) || byteCount > 1 << 40 {
      state.pointee.exhausted = true
      return false
    }
    return true
  }

  /// Memory of `byteCount` bytes at a multiple of 8.
  @inline(__always)
  package func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
    #if ARENA_GUARDS
      return allocateInNewChunk(max(byteCount, 1))
    #else
      let size = (UInt(bitPattern: byteCount) &+ 7) & ~7
      let start = state.pointee.cursor
      if size <= state.pointee.end &- start {
        state.pointee.cursor = start &+ size
        return UnsafeMutableRawPointer(bitPattern: start).unsafelyUnwrapped
      }
      return allocateInNewChunk(Int(size))
    #endif
  }

  @inline(__always)
  package func allocate<T: BitwiseCopyable>(_: T.Type, count: Int) -> UnsafeMutablePointer<T> {
    allocate(count * MemoryLayout<T>.stride).bindMemory(to: T.self, capacity: count)
  }

  @inline(never)
  private func allocateInNewChunk(_ byteCount: Int) -> UnsafeMutableRawPointer {
    precondition(!state.pointee.frozen, "a frozen arena is read-only")
    if state.pointee.chunkIndex >= 0, let chunks = state.pointee.chunks {
      state.pointee.bytesBefore += chunks[state.pointee.chunkIndex].count
    }
    if state.pointee.bytesBefore + byteCount > bytesMax { state.pointee.exhausted = true }
    while state.pointee.chunkIndex + 1 < state.pointee.chunkCount {
      state.pointee.chunkIndex += 1
      let chunk = state.pointee.chunks![state.pointee.chunkIndex]
      if chunk.count >= byteCount { return open(chunk, byteCount) }
      state.pointee.bytesBefore += chunk.count
    }
    #if ARENA_GUARDS
      return open(append(chunkBytes: byteCount), byteCount)
    #else
      let doubled = Arena.firstChunkBytes << min(state.pointee.chunkCount, 8)
      return open(append(chunkBytes: max(doubled, byteCount)), byteCount)
    #endif
  }

  private func open(_ chunk: UnsafeMutableRawBufferPointer, _ byteCount: Int) -> UnsafeMutableRawPointer {
    let start = chunk.baseAddress!
    state.pointee.cursor = UInt(bitPattern: start) + UInt(byteCount)
    state.pointee.end = UInt(bitPattern: start) + UInt(chunk.count)
    return start
  }

  private func append(chunkBytes: Int) -> UnsafeMutableRawBufferPointer {
    if state.pointee.chunkCount == state.pointee.chunkCapacity {
      let capacity = max(16, state.pointee.chunkCapacity * 2)
      let grown = UnsafeMutablePointer<UnsafeMutableRawBufferPointer>.allocate(capacity: capacity)
      if let old = state.pointee.chunks {
        grown.update(from: old, count: state.pointee.chunkCount)
        old.deallocate()
      }
      state.pointee.chunks = grown
      state.pointee.chunkCapacity = capacity
    }
    guard let memory = malloc(chunkBytes) else { fatalError("out of memory for \(chunkBytes) bytes") }
    let chunk = UnsafeMutableRawBufferPointer(start: memory, count: chunkBytes)
    state.pointee.chunks![state.pointee.chunkCount] = chunk
    state.pointee.chunkIndex = state.pointee.chunkCount
    state.pointee.chunkCount += 1
    return chunk
  }

  /// Gives all memory back at once. Every value made here is invalid afterwards; debug builds overwrite them so that
  /// a stale use shows.
  public func reset() {
    state.pointee.exhausted = false
    state.pointee.nestsTooDeeply = false
    state.pointee.sharesTooMuch = false
    guard state.pointee.chunkCount > 0, let chunks = state.pointee.chunks else { return }
    #if DEBUG
      for index in 0...max(0, state.pointee.chunkIndex) {
        memset(chunks[index].baseAddress!, 0xDB, chunks[index].count)
      }
    #endif
    var kept = 0
    var total = 0
    while kept < state.pointee.chunkCount, total + chunks[kept].count <= bytesKept {
      total += chunks[kept].count
      kept += 1
    }
    for index in kept..<state.pointee.chunkCount { free(chunks[index].baseAddress) }
    state.pointee.chunkCount = kept
    state.pointee.bytesBefore = 0
    if kept > 0 {
      state.pointee.chunkIndex = 0
      _ = open(chunks[0], 0)
    } else {
      state.pointee.chunkIndex = -1
      (state.pointee.cursor, state.pointee.end) = (8, 8)
    }
  }

  /// Ends writing: from now on the arena may be read from many threads.
  package func freeze() {
    state.pointee.frozen = true
    state.pointee.end = state.pointee.cursor
  }
}
