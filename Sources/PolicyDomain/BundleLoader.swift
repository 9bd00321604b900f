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
    for path in paths { files.append((path, try compose(PolicyBundle(name: path, bytes: try read(path))))) }
    return try load(files)
  }

  /// Parses and validates bundles that are at hand already.
  public func load(_ bundles: [PolicyBundle]) throws(DomainError) -> BundleSet {
    var files: [(path: String, document: DomainParser.Document)] = []
    for bundle in bundles { files.append((bundle.name, try compose(bundle))) }
    return try load(files)
  }

  /// Takes what can be taken of bundles: those that are no PolicyDomain are left out.
  /// - Returns: the domains, and everything that is wrong with them and with what was left out.
  public func loadPermissive(_ bundles: [PolicyBundle]) -> (bundles: BundleSet, findings: [DomainDiagnostic]) {
    var findings: [DomainDiagnostic] = []
    var references: [Domain] = []
    var plain: [Domain] = []
    for bundle in bundles {
      do throws(DomainError) {
        let document = try compose(bundle)
        let domain = try DomainParser(file: bundle.name, readFile: readFile).parse(document)
        if document.isReference { references.append(domain) } else { plain.append(domain) }
      } catch {
        findings += error.diagnostics
      }
    }
    let set = BundleSet(references + plain)
    return (set, findings + BundleValidator(set, version: version).findings())
  }

  private func compose(_ bundle: PolicyBundle) throws(DomainError) -> DomainParser.Document {
    do throws(DomainError) {
      return try DomainParser(file: bundle.name).compose(bundle.bytes)
    } catch {
      let name = PathText.shown(bundle.name)
      throw DomainError(error.diagnostics, context: "failed to check file type for '\(name)': failed to parse YAML")
    }
  }

  private func load(_ files: [(path: String, document: DomainParser.Document)]) throws(DomainError) -> BundleSet {
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
