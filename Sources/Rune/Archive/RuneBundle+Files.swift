internal import Rego

extension RuneBundle {
  /// The bundle's files as OPA loads them: `.manifest`, `data.json`, then the modules in the order of their paths.
  /// - Parameter revision: what the manifest calls this state of the bundle.
  public func files(revision: String = "") -> [BundleFile] {
    [
      BundleFile(path: ".manifest", bytes: Self.indented(manifest(revision))),
      BundleFile(path: "data.json", bytes: Self.indented(data)),
    ] + modules.map { BundleFile(path: $0.path, bytes: $0.module.source.bytes) }
  }

  private static func indented(_ document: Document) -> [UInt8] {
    document.withValue { Array((JSONWriter.pretty($0) + "\n").utf8) }
  }

  private func manifest(_ revision: String) -> Document {
    Document { arena in
      var versions = ObjectBuilder(arena)
      for module in modules where module.version == .v0 { versions.set("/" + module.path, Value(0)) }
      var rune = ObjectBuilder(arena)
      rune.set("version", arena.string(frameworkVersion))
      var metadata = ObjectBuilder(arena)
      metadata.set("rune", rune.finish())
      var manifest = ObjectBuilder(arena)
      manifest.set("revision", arena.string(revision))
      manifest.set("roots", arena.array([arena.string("")]))
      manifest.set("rego_version", Value(1))
      if versions.count > 0 { manifest.set("file_rego_versions", versions.finish()) }
      manifest.set("metadata", metadata.finish())
      return manifest.finish()
    }
  }
}
