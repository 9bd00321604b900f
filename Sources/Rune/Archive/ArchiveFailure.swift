/// Why an archive cannot be read.
public struct ArchiveFailure: Error, Sendable, CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public let description: String

  init(_ description: String) { self.description = description }
}
