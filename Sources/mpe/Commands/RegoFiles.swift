import Foundation
import Rego
import RegoPlatform

/// Policies and data of `mpe rego eval -d`, loaded as the reference loads them: `.rego` files are modules, `.json`,
/// `.yaml` and `.yml` files are merged into one document. A file that is named is merged at the root; one that is found
/// below a named directory is merged under the names of the directories on its way.
struct RegoFiles {
  private(set) var modules: [SourceText] = []
  private var modulePaths: Set<String> = []
  private let arena = Arena(bytesKept: .max)
  private var root: Value = .undefined

  /// The merged documents, or undefined when there were none. Valid as long as these files are.
  var data: Value { root }

  struct LoadError: Error, CustomStringConvertible {
    let description: String
  }

  /// Adds a file or a directory; `a.b:path` puts its documents under `data.a.b`.
  mutating func add(_ argument: String) throws {
    var path = argument
    var prefix: [String] = []
    if !FileManager.default.fileExists(atPath: path), let colon = argument.firstIndex(of: ":") {
      path = String(argument[argument.index(after: colon)...])
      prefix = argument[..<colon].split(separator: ".").map(String.init)
    }
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw LoadError(description: "open \(path): no such file or directory")
    }
    if isDirectory.boolValue {
      try addDirectory(path, prefix, within: [])
    } else {
      try addFile(path, prefix, isNamed: true)
    }
  }

  /// - Parameter outer: the directories that it lies in, links resolved.
  private mutating func addDirectory(_ path: String, _ prefix: [String], within outer: Set<String>) throws {
    WatchedFiles.note(path)
    let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    if outer.contains(real) { throw LoadError(description: "\(path): it leads back to a directory that it lies in") }
    for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted() where !name.hasPrefix(".") {
      let inner = path.hasSuffix("/") ? path + name : path + "/" + name
      var isDirectory: ObjCBool = false
      guard FileManager.default.fileExists(atPath: inner, isDirectory: &isDirectory) else { continue }
      if isDirectory.boolValue {
        try addDirectory(inner, prefix + [name], within: outer.union([real]))
      } else {
        try addFile(inner, prefix, isNamed: false)
      }
    }
  }

  private mutating func addFile(_ path: String, _ prefix: [String], isNamed: Bool) throws {
    switch (path as NSString).pathExtension {
    // Who names a file and its directory means it once.
    case "rego" where modulePaths.contains(path): return
    case "rego":
      modulePaths.insert(path)
      modules.append(SourceText(name: path, bytes: try RegoFiles.read(path)))
    case "json": try merge(try RegoFiles.json(path, in: arena), prefix, from: path)
    case "yaml", "yml": try merge(try RegoFiles.yaml(path, in: arena), prefix, from: path)
    default:
      if isNamed { throw LoadError(description: "\(path): unrecognized file, expected .rego, .json, .yaml or .yml") }
    }
  }

  /// All bytes of a file, or of standard input for `-`.
  static func read(_ path: String) throws -> [UInt8] {
    switch BundlePaths.read(path) {
    case .success(let bytes): return bytes
    case .failure(let failure): throw LoadError(description: failure.reason)
    }
  }

  /// Reads a JSON file, or a YAML one by its name.
  static func json(_ path: String, in arena: Arena) throws -> Value {
    let bytes = try read(path)
    do {
      return try bytes.withUnsafeBufferPointer { try JSONReader.read($0, into: arena) }
    } catch let error as JSONError {
      throw LoadError(description: "\(path):\(error.line):\(error.column): \(error.message)")
    }
  }

  static func yaml(_ path: String, in arena: Arena) throws -> Value {
    do { return try YAMLDocument.read(try read(path), into: arena) } catch let error as YAMLDocument.ReadError {
      throw LoadError(description: "\(path): \(error)")
    }
  }

  // MARK: Merging

  private mutating func merge(_ value: Value, _ prefix: [String], from path: String) throws {
    var document = value
    if prefix.isEmpty, document.kind != .object {
      throw LoadError(description: "\(path): document must be of type object")
    }
    for key in prefix.reversed() {
      var outer = ObjectBuilder(arena)
      outer.set(key, document)
      document = outer.finish()
    }
    root = root.isUndefined ? document : try merged(root, document, from: path)
  }

  private func merged(_ old: Value, _ new: Value, from path: String) throws -> Value {
    guard old.kind == .object, new.kind == .object else { throw LoadError(description: "\(path): merge error") }
    var object = ObjectBuilder(arena)
    for (key, value) in old.pairs { object.set(key, value) }
    for (key, value) in new.pairs {
      let known = old.member(key)
      object.set(key, known.isUndefined ? value : try merged(known, value, from: path))
    }
    return object.finish()
  }
}
