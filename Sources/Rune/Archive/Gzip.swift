// Unsafe: lends buffers to zlib for one call each.
internal import CZlib

/// The gzip format (RFC 1952) by zlib.
enum Gzip {
  /// A gzip header and trailer around it, and zlib's largest window.
  private static let windowBits: Int32 = 15 + 16
  private static let chunkBytes = 64 << 10

  /// zlib's state points back to it, so it must not move.
  private static func makeStream() -> UnsafeMutablePointer<z_stream> {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    return stream
  }

  // MARK: Writing

  /// One member without a time, a name and a system: the same bytes give the same bytes.
  static func compress(_ bytes: [UInt8]) throws(ArchiveFailure) -> [UInt8] {
    let stream = makeStream()
    defer { stream.deallocate() }
    let status = deflateInit2_(
      stream, Z_BEST_COMPRESSION, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw ArchiveFailure("zlib cannot compress: \(status)") }
    defer { deflateEnd(stream) }
    // 255: no system in particular. The stream keeps a pointer to the header until it has written it.
    let header = UnsafeMutablePointer<gz_header>.allocate(capacity: 1)
    defer { header.deallocate() }
    header.initialize(to: gz_header())
    header.pointee.os = 255
    guard deflateSetHeader(stream, header) == Z_OK else { throw ArchiveFailure("zlib cannot write a header") }
    var chunk = [UInt8](repeating: 0, count: chunkBytes)
    var output: [UInt8] = []
    var position = 0
    while true {
      let input = bytes[position..<min(position + chunkBytes, bytes.count)]
      let isLast = position + input.count == bytes.count
      let step = run(stream, input, &chunk, &output) { deflate($0, isLast ? Z_FINISH : Z_NO_FLUSH) }
      position += step.consumed
      if step.status == Z_STREAM_END { return output }
      guard step.status == Z_OK || step.status == Z_BUF_ERROR else {
        throw ArchiveFailure("zlib cannot compress: \(step.status)")
      }
    }
  }

  // MARK: Reading

  /// All members, one after the other, as gzip reads them; zeros behind them are padding.
  static func decompress(_ bytes: [UInt8], bytesMax: Int) throws(ArchiveFailure) -> [UInt8] {
    guard bytes.starts(with: [0x1F, 0x8B]) else {
      throw ArchiveFailure("it does not begin as gzip does: give a .tar.gz file")
    }
    let stream = makeStream()
    defer { stream.deallocate() }
    let status = inflateInit2_(stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw ArchiveFailure("zlib cannot unpack: \(status)") }
    defer { inflateEnd(stream) }
    var chunk = [UInt8](repeating: 0, count: chunkBytes)
    var output: [UInt8] = []
    var position = 0
    while true {
      let input = bytes[position..<min(position + chunkBytes, bytes.count)]
      let step = run(stream, input, &chunk, &output) { inflate($0, Z_NO_FLUSH) }
      position += step.consumed
      if output.count > bytesMax {
        throw ArchiveFailure("it has more than \(bytesMax >> 20) MiB when it is unpacked: split it")
      }
      switch step.status {
      case Z_STREAM_END:
        let rest = bytes[position...]
        if rest.allSatisfy({ $0 == 0 }) { return output }
        guard rest.starts(with: [0x1F, 0x8B]), inflateReset(stream) == Z_OK else {
          throw ArchiveFailure("something else follows the gzip data at byte \(position): write the archive anew")
        }
      case Z_OK: continue
      case Z_BUF_ERROR where position < bytes.count: continue
      case Z_BUF_ERROR:
        throw ArchiveFailure("it ends in the middle of the gzip data: it was not copied or loaded to its end")
      default:
        throw ArchiveFailure("its gzip data is damaged near byte \(position): write or load the archive anew")
      }
    }
  }

  /// One call of zlib, whose output is added.
  private static func run(
    _ stream: UnsafeMutablePointer<z_stream>, _ input: ArraySlice<UInt8>, _ chunk: inout [UInt8],
    _ output: inout [UInt8],
    _ call: (UnsafeMutablePointer<z_stream>) -> Int32
  ) -> (status: Int32, consumed: Int) {
    var status = Z_OK
    var consumed = 0
    var produced = 0
    input.withUnsafeBufferPointer { source in
      chunk.withUnsafeMutableBufferPointer { target in
        stream.pointee.next_in = source.baseAddress.map { UnsafeMutablePointer(mutating: $0) }
        stream.pointee.avail_in = UInt32(source.count)
        stream.pointee.next_out = target.baseAddress
        stream.pointee.avail_out = UInt32(target.count)
        status = call(stream)
        consumed = source.count - Int(stream.pointee.avail_in)
        produced = target.count - Int(stream.pointee.avail_out)
        stream.pointee.next_in = nil
        stream.pointee.next_out = nil
      }
    }
    output += chunk[..<produced]
    return (status, consumed)
  }
}
