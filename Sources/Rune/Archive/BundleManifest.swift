internal import Rego

/// What a `.manifest` says about reading a bundle's modules.
struct BundleManifest: Sendable {
  /// The version of the language of every module that has none of its own; nil where it says nothing.
  private(set) var language: RegoVersion?
  private(set) var languages: [String: RegoVersion] = [:]
  /// Of the framework that is in the bundle; nil where none is.
  private(set) var frameworkVersion: String?

  init() {}

  /// - Throws: what is wrong with it.
  init(_ bytes: [UInt8]) throws(RuneSources.ReadFailure) {
    let document: Document
    do throws(JSONError) { document = try Document(json: bytes) } catch { throw .init("\(error)") }
    defer { withExtendedLifetime(document) {} }
    guard document.value.kind == .object else { throw .init("a manifest must be an object") }
    let version = document.value["rego_version"]
    if !version.isUndefined { language = try Self.version(version, "rego_version") }
    for (key, value) in document.value["file_rego_versions"].pairs {
      let path = key.string ?? ""
      if path.contains("*") {
        throw .init("`file_rego_versions` has a pattern, `\(path)`: name the files one by one")
      }
      languages[path.hasPrefix("/") ? String(path.dropFirst()) : path] = try Self.version(value, "file_rego_versions")
    }
    frameworkVersion = document.value["metadata"]["rune"]["version"].string
  }

  private static func version(_ value: Value, _ key: String) throws(RuneSources.ReadFailure) -> RegoVersion {
    switch value.integer {
    case 0: return .v0
    case 1: return .v1
    default: throw .init("`\(key)` must be 0 or 1")
    }
  }

  func language(of path: String) -> RegoVersion? { languages[path] ?? language }
}
