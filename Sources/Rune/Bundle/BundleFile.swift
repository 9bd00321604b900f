/// A file as a folder or an archive has it.
public struct BundleFile: Sendable {
  /// Its path below the bundle's root, with `/` and without one at the start.
  public let path: String
  public let bytes: [UInt8]

  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}
