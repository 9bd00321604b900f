import Foundation

/// A program that was built beside the tests, run with everything that it reads and writes under control.
package struct BuiltProgram: Sendable {
  package struct Result: Sendable {
    /// The exit status; a signal's number plus 128 where one ended it.
    package let exit: Int32
    package let output: String
    package let errors: String
  }

  private let url: URL

  /// - Parameter name: the name of an executable product.
  package init(_ name: String) {
    // SwiftPM puts executables and the bundle of tests into one folder.
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let candidates = [tests.deletingLastPathComponent(), URL(fileURLWithPath: CommandLine.arguments[0])]
    let folders = candidates + candidates.map { $0.deletingLastPathComponent() }
    url =
      folders.map { $0.appendingPathComponent(name) }.first { FileManager.default.isExecutableFile(atPath: $0.path) }
      ?? tests.deletingLastPathComponent().appendingPathComponent(name)
  }

  package var path: String { url.path }
  package var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: url.path) }

  /// Runs it to its end in a fresh folder.
  /// - Parameters:
  ///   - files: what lies in the folder: texts by relative paths.
  ///   - environment: besides PATH and HOME, which is the folder.
  package func run(
    _ arguments: [String], files: [String: String] = [:], input: String = "", environment: [String: String] = [:]
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mpe-\(UUID().uuidString)")
    let work = folder.appendingPathComponent("work")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    for (path, text) in files {
      let file = work.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    // Files rather than pipes: whatever their size, nobody has to read while the program runs.
    let streams = ["input", "output", "errors"].map { folder.appendingPathComponent($0) }
    for stream in streams { try Data(stream == streams[0] ? Array(input.utf8) : []).write(to: stream) }
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.currentDirectoryURL = work
    // What a memory checker is told holds for the program as for its tests.
    let kept = ProcessInfo.processInfo.environment.filter {
      ["PATH", "ASAN_OPTIONS", "SWIFT_BACKTRACE"].contains($0.key)
    }
    process.environment = environment.merging(["PATH": "/usr/bin:/bin"].merging(kept) { $1 }) { own, _ in own }
      .merging(["HOME": work.path]) { own, _ in own }
    process.standardInput = try FileHandle(forReadingFrom: streams[0])
    process.standardOutput = try FileHandle(forWritingTo: streams[1])
    process.standardError = try FileHandle(forWritingTo: streams[2])
    try process.run()
    process.waitUntilExit()
    return Result(
      exit: process.terminationReason == .exit ? process.terminationStatus : process.terminationStatus + 128,
      output: String(decoding: try Data(contentsOf: streams[1]), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: streams[2]), as: UTF8.self))
  }
}
