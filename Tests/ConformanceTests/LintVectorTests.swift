import Foundation
import PolicyDomain
import PolicyLint
import Rego
import RegoPlatform
import Synchronization
import TestSupport
import Testing

/// Lint on everything that was recorded: exit codes of the original's runs, and every YAML file of all vectors.
@Suite(.enabled(if: SharedFolder.isPresent, "\(SharedFolder.absence)"))
struct LintVectorTests {
  static let program = BuiltProgram("mpe")

  @Test("mpe lint ends as the original did")
  func endsAsRecorded() throws {
    try #require(Self.program.isBuilt, "there is no \(Self.program.path)")
    let cases = try CommandVector.all().filter { $0.command.first == "lint" }
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
    let recorded = RecordedPasses("lint-vectors")
    for key in recorded.keys.sorted() where !passing.contains(key) {
      Issue.record("\(key) passed before: \(failures[key] ?? "no longer there")")
    }
    #expect(Double(passing.count) >= 0.99 * Double(cases.count), "\(failures)")
    try recorded.record(passing)
  }

  /// A YAML file of a group of vectors.
  private struct File {
    var key: String
    var bytes: [UInt8]
    /// What lies beside it.
    var neighbours: [String: String]
    var name: String
  }

  private static func files() throws -> [File] {
    var files: [String: File] = [:]
    for group in Dictionary(grouping: try CommandVector.all(), by: \.file).values {
      for (name, text) in group[0].files where name.hasSuffix(".yml") || name.hasSuffix(".yaml") {
        let key = "\(group[0].file)/\(name)"
        files[key] = File(key: key, bytes: Array(text.utf8), neighbours: group[0].files, name: name)
      }
    }
    return files.values.sorted { $0.key < $1.key }
  }

  private static func lint(_ file: File) -> LintReport {
    var options = LintOptions()
    options.builtins = BuiltinRegistry.standard.adding(PlatformBuiltins.all)
    return Linter(options).lint([LintText(name: file.name, content: .success(file.bytes))]) { path in
      file.neighbours[path].map { .success(Array($0.utf8)) }
        ?? .failure(FileFailure(isMissing: true, reason: "open \(path): no such file or directory"))
    }
  }

  @Test("every finding in every YAML file has a place in that file, and is there once")
  func findingsHavePlaces() throws {
    let files = try Self.files()
    #expect(files.count > 200)
    for file in files {
      let report = Self.lint(file)
      var seen: Set<String> = []
      let lines = String(decoding: file.bytes, as: UTF8.self).split(
        omittingEmptySubsequences: false, whereSeparator: \.isNewline
      ).count
      for finding in report.findings {
        let place = finding.position
        #expect(place.line >= 1 && place.column >= 1, "\(file.key): \(finding.rule)")
        if place.file == file.name { #expect(place.line <= max(lines, 1), "\(file.key): \(place)") }
        #expect(seen.insert("\(place) \(finding.rule) \(finding.message)").inserted, "\(file.key): \(finding)")
      }
    }
  }

  /// What the schema refuses beside what does not load.
  private static let refusedBySchema: Set = [
    "unknown-key", "missing-policy", "missing-resource-group", "unknown-merge", "missing-field",
  ]

  @Test("the schema takes what loads without such findings, and refuses what is of a wrong shape")
  func schemaAgrees() throws {
    let policy = try Policy([
      SourceText(
        name: "schema", text: "package t\nresult := json.match_schema(input.document, input.schema)\n")
    ])
    var counts = (taken: 0, refused: 0)
    for file in try Self.files() {
      let arena = Arena(bytesKept: .max)
      guard let document = try? YAMLDocument.read(file.bytes, into: arena), document.kind == .object,
        let version = APIVersion(rawValue: document["apiVersion"].string ?? ""),
        document["kind"].string?.hasPrefix("PolicyDomain") == true
      else { continue }
      let schema = DomainSchema(version, isReference: document["kind"].string == "PolicyDomainReference").text
      let input = try Document { memory in
        var object = ObjectBuilder(memory)
        object.set("document", document)
        object.set("schema", memory.string(schema))
        return memory.copy(object.finish())
      }
      let report = Self.lint(file)
      // Files beside the domain, selectors and aliases are no matter of its shape.
      let isShapeless = report.findings.contains {
        $0.rule == "invalid-selector" || ($0.rule == "unloadable-domain" && $0.message.contains("rego file"))
      }
      let isRefused = report.findings.contains {
        $0.rule == "unloadable-domain" || Self.refusedBySchema.contains($0.rule)
      }
      if isShapeless { continue }
      let result = try #require(try policy.value(at: ["t", "result"], input: input))
      withExtendedLifetime((arena, result)) {
        let isValid = result.value[0] == Value(true)
        #expect(isValid != isRefused, "\(file.key): \(JSONWriter.string(result.value[1]))")
        if isValid { counts.taken += 1 } else { counts.refused += 1 }
      }
    }
    #expect(counts.taken > 100 && counts.refused > 10, "\(counts)")
  }
}
