/// The bounds of reading an archive: a few bytes of it can stand for any number.
public struct ArchiveLimits: Sendable {
  /// Bytes of the archive when it is unpacked, headers included.
  public var unpackedBytesMax = 256 << 20
  /// Bytes of one file.
  public var fileBytesMax = 64 << 20
  /// Files and folders.
  public var entriesMax = 20_000

  public init() {}
}
