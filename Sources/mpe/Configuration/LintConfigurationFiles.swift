import PolicyDomain
import PolicyLint
import Rego
import RegoPlatform

/// The `.mpe-lint.yaml` that holds for a file: the first that is found from its folder upwards.
struct LintConfigurationFiles {
  static let name = ".mpe-lint.yaml"

  private struct Found {
    var folder: String
    var configuration: LintConfiguration
  }

  private var byFolder: [String: Found?] = [:]
  private let warn: (String) -> Void

  /// - Parameter warn: takes what is odd about the files.
  init(warn: @escaping (String) -> Void) { self.warn = warn }

  /// What holds for a file; nil when it is to be left out.
  mutating func levels(for path: String) -> LintLevels? {
    let absolute = OutputFile.absolute(path)
    guard let found = find(in: Self.folder(of: absolute)) else { return LintLevels() }
    let relative = absolute.dropFirst(found.folder.count).drop { $0 == "/" }
    let isExcluded = found.configuration.excluded.contains { PathPattern($0).matches(String(relative)) }
    return isExcluded ? nil : found.configuration.levels
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return String(path[..<slash])
  }

  private mutating func find(in folder: String) -> Found? {
    if let known = byFolder[folder] { return known }
    let found = read("\(folder)/\(Self.name)", in: folder) ?? (folder.isEmpty ? nil : find(in: Self.folder(of: folder)))
    byFolder[folder] = .some(found)
    return found
  }

  private func read(_ path: String, in folder: String) -> Found? {
    switch HostFiles.read(path) {
    case .failure(let failure):
      if !failure.isMissing { warn("\(path): \(failure.reason)") }
      return nil
    case .success(let bytes):
      let arena = Arena(bytesKept: .max)
      do {
        let document = try YAMLDocument.read(bytes, into: arena)
        let configuration = withExtendedLifetime(arena) { LintConfiguration(document) }
        for problem in configuration.problems { warn("\(path): \(problem)") }
        return Found(folder: folder, configuration: configuration)
      } catch {
        warn("\(path): \(error)")
        return Found(folder: folder, configuration: LintConfiguration())
      }
    }
  }
}
