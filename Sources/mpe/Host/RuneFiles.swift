import Foundation
import PolicyDomain
import Rego
import RegoPlatform
import Rune

/// Reads what `mpe rune` works on: a folder of sources, or an archive.
enum RuneFiles {
  private static let depthMax = 64
  private static let filesMax = ArchiveLimits().entriesMax

  /// - Parameter path: a folder, a `.tar.gz` file, or `-` for an archive on standard input.
  static func sources(_ path: String) throws(FatalError) -> RuneSources {
    var isDirectory: ObjCBool = false
    guard path == StandardInput.name || FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw FatalError("open \(PathText.shown(path)): no such file or directory")
    }
    if isDirectory.boolValue {
      var folder = Folder()
      try folder.add(path, at: "", depth: 0)
      let prefix = path == "." ? "" : path.hasSuffix("/") ? path : path + "/"
      return RuneSources(files: folder.files, name: name(of: path), prefix: prefix, readYAML: readYAML)
    }
    if path == StandardInput.name { try StandardInput.claim(for: path) }
    let files: [BundleFile]
    let bytes = try HostFiles.readInput(path)
    do throws(ArchiveFailure) { files = try BundleArchive.read(bytes) } catch {
      throw FatalError("\(PathText.shown(path)): \(error)")
    }
    return RuneSources(files: files, name: name(of: path), prefix: path + ":", readYAML: readYAML)
  }

  /// A folder of rule sets with their tests, and more tests from files and folders, whose data is not taken.
  static func sources(_ paths: [String]) throws(FatalError) -> RuneSources {
    var all = try sources(paths.first ?? ".")
    for path in paths.dropFirst() {
      WatchedFiles.note(path)
      if path.hasSuffix(".rego") {
        let source = SourceText(name: path, bytes: try HostFiles.readInput(path))
        all.texts.append(RuneSources.Text(path: path, source: source))
      } else {
        let more = try sources(path)
        all.texts += more.texts.map { RuneSources.Text(path: path + "/" + $0.path, source: $0.source) }
        all.findings += more.findings
      }
    }
    return all
  }

  /// What a bundle is called by its folder or file.
  static func name(of path: String) -> String {
    let last = URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
    for suffix in [".tar.gz", ".tgz"] where last.hasSuffix(suffix) { return String(last.dropLast(suffix.count)) }
    return last == "/" || last.isEmpty ? "bundle" : last
  }

  private static func readYAML(_ bytes: [UInt8], _ arena: Arena) throws(RuneSources.ReadFailure) -> Value {
    do throws(YAMLDocument.ReadError) { return try YAMLDocument.read(bytes, into: arena) } catch {
      throw RuneSources.ReadFailure("\(error)")
    }
  }

  private struct Folder {
    var files: [BundleFile] = []
    /// Folders on the way: links may lead back to them.
    private var open: Set<String> = []

    mutating func add(_ directory: String, at path: String, depth: Int) throws(FatalError) {
      WatchedFiles.note(directory)
      let real = URL(fileURLWithPath: directory).resolvingSymlinksInPath().path
      guard depth < depthMax, open.insert(real).inserted else {
        throw FatalError("\(PathText.shown(directory)): folders lie in one another without end, or too deep")
      }
      defer { open.remove(real) }
      let names: [String]
      do { names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted() } catch {
        throw FatalError("open \(PathText.shown(directory)): \(error.localizedDescription)")
      }
      for name in names where !name.hasPrefix(".") || (name == ".manifest" && path.isEmpty) {
        let inner = directory.hasSuffix("/") ? directory + name : directory + "/" + name
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: inner, isDirectory: &isDirectory) else { continue }
        if isDirectory.boolValue {
          try add(inner, at: path + name + "/", depth: depth + 1)
        } else if let file = try file(inner, path + name) {
          files.append(file)
          if files.count > filesMax { throw FatalError("there are more than \(filesMax) files: name a smaller folder") }
        }
      }
    }

    /// Nil for what no bundle has; what is left out by its name alone is not read.
    private func file(_ path: String, _ bundlePath: String) throws(FatalError) -> BundleFile? {
      let name = bundlePath.split(separator: "/").last.map(String.init) ?? ""
      let isData = ["data.json", "data.yaml", "data.yml", ".manifest"].contains(name)
      guard isData || name.hasSuffix(".rego") else {
        let isDocument = [".json", ".yaml", ".yml"].contains(where: name.hasSuffix)
        return isDocument ? BundleFile(path: bundlePath, bytes: []) : nil
      }
      return BundleFile(path: bundlePath, bytes: try HostFiles.readInput(path))
    }
  }
}
