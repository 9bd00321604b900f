internal import Rego

/// Bundles as files: tar in gzip, as OPA loads them.
public enum BundleArchive {
  /// The files of an archive, in its order.
  /// - Throws: what is wrong with it, and what to do.
  public static func read(
    _ bytes: [UInt8], limits: ArchiveLimits = ArchiveLimits()
  ) throws(ArchiveFailure) -> [BundleFile] {
    try TarReader.files(Gzip.decompress(bytes, bytesMax: limits.unpackedBytesMax), limits: limits)
  }

  /// The files of an archive that is unpacked already.
  package static func read(
    tar bytes: [UInt8], limits: ArchiveLimits = ArchiveLimits()
  ) throws(ArchiveFailure) -> [BundleFile] {
    try TarReader.files(bytes, limits: limits)
  }

  /// The same files give the same bytes.
  public static func write(_ files: [BundleFile]) throws(ArchiveFailure) -> [UInt8] {
    try Gzip.compress(TarWriter.archive(files))
  }
}
