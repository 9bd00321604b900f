internal import Rego

/// Makes modules that a PolicyDomain loads, whose modules are v0 unless they import `rego.v1`.
enum BothVersions {
  /// The module's text; where it is v1 without saying so, with `import rego.v1` added, or nil where that does not do.
  static func text(of module: BundleModule) -> String? {
    let bytes = module.module.source.bytes
    if module.version == .v0 || isV0(bytes) { return String(decoding: bytes, as: UTF8.self) }
    let changed = withImport(module.module)
    return isV0(changed) ? String(decoding: changed, as: UTF8.self) : nil
  }

  private static func isV0(_ bytes: [UInt8]) -> Bool {
    (try? Parser.module(SourceText(name: "", bytes: bytes), version: .v0)) != nil
  }

  /// `import rego.v1` comes in place of imports of `future.keywords`, which exclude it, or else behind the package.
  private static func withImport(_ module: Module) -> [UInt8] {
    var bytes = module.source.bytes
    let future = module.imports.filter { $0.path.firstName == "future" }
    for (index, entry) in future.enumerated().reversed() {
      let end = entry.path.lastOffset
      guard entry.location.offset < end, end <= bytes.count else { continue }
      bytes.replaceSubrange(entry.location.offset..<end, with: index == 0 ? Array("import rego.v1".utf8) : [])
    }
    if future.isEmpty {
      let end = module.package.last?.location.end ?? 0
      let line = bytes[min(end, bytes.count)...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      bytes.insert(contentsOf: Array("\n\nimport rego.v1".utf8), at: line)
    }
    return bytes
  }
}

extension Location {
  fileprivate var end: Int { offset + length }
}

extension Term {
  private var steps: [Term] { if case .reference(let steps) = node { steps } else { [self] } }

  fileprivate var firstName: String? { if case .variable(let name)? = steps.first?.node { name } else { nil } }

  /// Where the last part of it ends in the text.
  fileprivate var lastOffset: Int { steps.last?.location.end ?? 0 }
}
