/// Why the host could not read a file.
public struct FileFailure: Error, Sendable, CustomStringConvertible {
  /// Whether there is no such file.
  public var isMissing: Bool
  /// In the host's words: `open a.yml: no such file or directory`.
  public var reason: String

  public init(isMissing: Bool, reason: String) {
    self.isMissing = isMissing
    self.reason = reason
  }

  public var description: String { reason }
}

/// How bundles are read: this library opens no files itself.
public typealias FileReader = (_ path: String) -> Result<[UInt8], FileFailure>
