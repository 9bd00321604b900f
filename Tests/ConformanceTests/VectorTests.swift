import Foundation
import Rego
import Synchronization
import TestSupport
import Testing

/// Recorded runs of the original's command line, repeated with ours.
@Suite(.enabled(if: SharedFolder.isPresent, "\(SharedFolder.absence)"))
struct VectorTests {
  static let program = BuiltProgram("mpe")
  /// Cases that show a deviation which the list beside the vectors does not name: an operation's answer counts by its
  /// sign, whatever its size and however it is written.
  static let signs: Set = [
    "v=-9007199254740993", "v=4294967297", "v=9223372036854775807", "v=9223372036854775808", "v=1.0", "v=0.0", "v=1e0",
    "v=1e2", "v=1e400",
  ]

  /// A directory is a bundle here: the files in it.
  static let directory = "authored/cli-01.json#dir-bundle"

  /// Everything but lint, which has tests of its own.
  static func cases() throws -> [CommandVector] {
    try CommandVector.all().filter { vector in
      vector.command.first != "lint" && vector.key != directory
        && !(vector.file.hasSuffix("op-01-tristate.json") && signs.contains(vector.id))
    }
  }

  @Test("what passed once passes still, and nearly everything passes")
  func keepsWhatPassed() throws {
    try #require(Self.program.isBuilt, "there is no \(Self.program.path)")
    let cases = try Self.cases()
    let failing = Mutex<[String: String]>([:])
    DispatchQueue.concurrentPerform(iterations: cases.count) { index in
      let vector = cases[index]
      do {
        guard let why = vector.failure(try vector.run(Self.program)) else { return }
        failing.withLock { $0[vector.key] = why }
      } catch {
        failing.withLock { $0[vector.key] = "\(error)" }
      }
    }
    let failures = failing.withLock { $0 }
    let passing = Set(cases.map(\.key)).subtracting(failures.keys)
    let recorded = RecordedPasses("cli-vectors")
    for key in recorded.keys.sorted() where !passing.contains(key) {
      Issue.record("\(key) passed before: \(failures[key] ?? "no longer there")")
    }
    print("vectors: \(passing.count) of \(cases.count) cases of the command line pass")
    for (key, why) in failures.sorted(by: { $0.key < $1.key }) { print("  \(key): \(why.prefix(300))") }
    #expect(Double(passing.count) >= 0.99 * Double(cases.count))
    try recorded.record(passing)
  }
}
