package import Foundation

/// The folder of recorded vectors and conformance cases, where there is one: `MPE_SHARED`, or `../shared` beside the
/// project.
package enum SharedFolder {
  package static let url: URL? = {
    let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let named = ProcessInfo.processInfo.environment["MPE_SHARED"].map { URL(fileURLWithPath: $0) }
    let folder = named ?? project.deletingLastPathComponent().appendingPathComponent("shared")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  package static var isPresent: Bool { url != nil }

  package static let absence: String =
    "no folder of recorded cases: set MPE_SHARED to it, or put it at ../shared"

  /// The JSON files below a folder in it, as paths relative to that folder, sorted.
  package static func jsonFiles(below folder: String) -> [String] {
    guard let root = url?.appendingPathComponent(folder) else { return [] }
    let names = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted()
  }

  package static func bytes(_ path: String) -> [UInt8] {
    guard let file = url?.appendingPathComponent(path) else { return [] }
    return FileManager.default.contents(atPath: file.path).map { [UInt8]($0) } ?? []
  }
}

/// A list of cases that passed once and must pass from then on. It lies beside the tests and only grows: run the tests
/// with `RECORD=1` to add what passes now.
package struct RecordedPasses {
  private let file: URL
  package let keys: Set<String>

  package init(_ name: String) {
    file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("ConformanceTests/Recorded/\(name).txt")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    keys = Set(text.split(separator: "\n").map(String.init))
  }

  /// Adds what passes now, when asked to.
  package func record(_ passing: Set<String>) throws {
    guard ProcessInfo.processInfo.environment["RECORD"] != nil else { return }
    let lines = keys.union(passing).sorted().joined(separator: "\n") + "\n"
    try lines.write(to: file, atomically: true, encoding: .utf8)
  }
}
