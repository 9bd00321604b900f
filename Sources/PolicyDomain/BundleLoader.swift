public import Rego

/// Loads bundle files into a ``BundleSet``.
public struct BundleLoader {
  private let readFile: FileReader
  private let version: RegoVersion

  /// - Parameters:
  ///   - version: of Rego modules that do not import `rego.v1`.
  ///   - readFile: reads the bundles, and the Rego files that references name.
  public init(version: RegoVersion = .v0, readFile: @escaping FileReader) {
    self.version = version
    self.readFile = readFile
  }

  /// Reads, parses and validates the files at `paths`. References come before plain domains, each in the given order.
  public func load(_ paths: [String]) throws(DomainError) -> BundleSet {
    var files: [(path: String, document: DomainParser.Document)] = []
    for path in paths {
      let bytes = try read(path)
      do throws(DomainError) {
        files.append((path, try DomainParser(file: path).compose(bytes)))
      } catch {
        throw DomainError(
          error.diagnostics, context: "failed to check file type for '\(PathText.shown(path))': failed to parse YAML")
      }
    }
    var domains: [Domain] = []
    for file in files.filter(\.document.isReference) + files.filter({ !$0.document.isReference }) {
      do throws(DomainError) {
        domains.append(try DomainParser(file: file.path, readFile: readFile).parse(file.document))
      } catch {
        throw DomainError(
          error.diagnostics,
          context: file.document.isReference ? "failed to build '\(PathText.shown(file.path))'" : nil)
      }
    }
    let bundles = BundleSet(domains)
    let findings = BundleValidator(bundles, version: version).findings()
    guard findings.isEmpty else { throw DomainError(findings) }
    return bundles
  }

  private func read(_ path: String) throws(DomainError) -> [UInt8] {
    switch readFile(path) {
    case .success(let bytes): return bytes
    case .failure(let failure):
      throw DomainError(
        DomainDiagnostic(
          .file, "failed to check file type for '\(PathText.shown(path))': failed to read file: \(failure.reason)",
          at: nil))
    }
  }
}
