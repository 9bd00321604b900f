package import PolicyDomain

/// Bundles that are files of this machine.
package struct BundleFiles: BundleSource {
  private let list: @Sendable () -> Result<[String], FileFailure>
  private let folders: [String]
  private let read: @Sendable (String) -> Result<[UInt8], FileFailure>

  /// - Parameters:
  ///   - folders: where bundles may come and go, when `list` looks for them.
  ///   - read: reads a file whole, as it is now.
  ///   - list: the files there are now.
  package init(
    folders: [String] = [], read: @escaping @Sendable (String) -> Result<[UInt8], FileFailure>,
    list: @escaping @Sendable () -> Result<[String], FileFailure>
  ) {
    self.list = list
    self.folders = folders
    self.read = read
  }

  /// - Parameter paths: the files, which are always the same.
  package init(_ paths: [String], read: @escaping @Sendable (String) -> Result<[UInt8], FileFailure>) {
    self.init(read: read) { .success(paths) }
  }

  package func bundles() -> Result<[String], FileFailure> { list() }

  package func text(of name: String) -> Result<[UInt8], FileFailure> { read(name) }

  package func places(of names: [String]) -> [WatchedPlace] {
    // A folder may be a link itself.
    let links = (folders + names).flatMap(SymbolicLinks.places)
    return folders.map { WatchedPlace(folder: $0, name: nil) } + links
  }
}
