/// What one connection may ask for. Every buffer of a session is bounded by one of these.
package struct SessionLimits: Sendable {
  /// Largest gRPC message of a call; a larger one is answered RESOURCE_EXHAUSTED and never kept.
  package var messageBytesMax = 4 << 20
  /// Names, values and 32 bytes overhead each, of one header block, after decompression.
  package var headerBytesMax = 64 << 10
  /// Streams that a peer may have open at once.
  package var streamsMax = 1024
  /// Bytes of incomplete messages that one connection may hold over all of its streams.
  package var bufferedBytesMax = 32 << 20
  /// Flow-control window of the connection; a stream's window is the smaller of this and `streamWindowBytes`.
  package var connectionWindowBytes = 4 << 20
  package var streamWindowBytes = 256 << 10

  package init() {}
}
