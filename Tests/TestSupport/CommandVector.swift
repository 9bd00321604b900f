package import Rego

/// A recorded run of the original's command line, and the judgement over ours.
package struct CommandVector: Sendable {
  /// The file of its group, below the folder of vectors.
  package let file: String
  package let id: String
  package let arguments: [String]
  /// Texts by paths relative to the working directory.
  package let files: [String: String]
  private let group: Document
  private let index: Int

  package var key: String { "\(file)#\(id)" }
  private var fields: Value { group.value["cases"][index] }

  /// The cases of all groups of kind `cli` that do not depend on chance.
  package static func all() throws -> [CommandVector] {
    let folder = "vectors"
    let deviations = try Document(json: SharedFolder.bytes("\(folder)/DEVIATIONS.json"))
    return try SharedFolder.jsonFiles(below: folder).flatMap { file -> [CommandVector] in
      let group = try Document(json: SharedFolder.bytes("\(folder)/\(file)"))
      guard group.value["kind"].string == "cli" else { return [] }
      let files = Dictionary(
        uniqueKeysWithValues: group.value["files"].pairs.map { ($0.key.string ?? "", $0.value.string ?? "") })
      return group.value["cases"].items.enumerated().compactMap { index, fields in
        let id = fields["id"].string ?? ""
        let isJudged = deviations.value[file][id].isUndefined && fields["nondeterministic"].isUndefined
        guard isJudged, fields["exit"].kind == .number else { return nil }
        return CommandVector(
          file: file, id: id, arguments: fields["args"].items.map { $0.string ?? "" }, files: files, group: group,
          index: index)
      }
    }
  }

  /// The words of the command, without flags before it.
  package var command: ArraySlice<String> { arguments.drop { $0.hasPrefix("-") } }

  package func run(_ program: BuiltProgram) throws -> BuiltProgram.Result {
    var environment: [String: String] = [:]
    for (name, value) in fields["env"].pairs {
      environment[name.string ?? ""] = value.string ?? JSONWriter.string(value)
    }
    return try program.run(arguments, files: files, input: fields["stdin"].string ?? "", environment: environment)
  }

  /// Nil when the run was right; else what was wanted and what came.
  package func failure(_ run: BuiltProgram.Result) -> String? {
    // Where the original panicked, a message and exit 1 are right.
    let isPanic = fields["exit"].integer == 2 && (fields["stderr"].string ?? "").hasPart("panic")
    let exit = isPanic ? 1 : fields["exit"].integer ?? 0
    guard Int64(run.exit) == exit else { return "exit \(run.exit), want \(exit): \(run.errors.suffix(400))" }
    if isPanic { return nil }
    if arguments.contains("--trace"), let failure = traceFailure(run) { return failure }
    if command.first == "build", exit == 0 || fields["stdout"].string?.hasPrefix("Build Results:") == true {
      return lineFailure(run) { !$0.contains("failed to parse YAML") }
    }
    guard command.first == "test" else { return nil }
    switch command.dropFirst().first {
    case "decision", "envoy": return recordFailure(run)
    case "decisions":
      return lineFailure(run) { $0.contains(": PASS") || $0.contains(": FAIL") || $0.hasSuffix(" tests passed") }
    case "mapper" where exit == 0:
      guard let want = try? Document(json: fields["stdout"].string ?? ""), let got = try? Document(json: run.output)
      else { return "no JSON: \(run.output.prefix(400)) \(run.errors.suffix(400))" }
      return want.value == got.value ? nil : "want \(want) got \(got)"
    default: return nil
    }
  }

  /// Compares the lines of standard output that `isJudged` chooses.
  private func lineFailure(_ run: BuiltProgram.Result, _ isJudged: (Substring) -> Bool) -> String? {
    let texts = [fields["stdout"].string ?? "", run.output]
    let lines = texts.map { $0.split(separator: "\n", omittingEmptySubsequences: false).filter(isJudged) }
    return lines[0] == lines[1] ? nil : "want \(lines[0]) got \(lines[1])"
  }

  /// Compares traces but for the order of evaluations, which the original makes side by side.
  private func traceFailure(_ run: BuiltProgram.Result) -> String? {
    let texts = [fields["stderr"].string ?? "", run.errors]
    let lines = texts.map { text in
      text.split(separator: "\n").filter { !$0.hasPrefix("{\"level\"") }.sorted()
    }
    return lines[0] == lines[1] ? nil : "want \(texts[0]) got \(texts[1])"
  }

  private func recordFailure(_ run: BuiltProgram.Result) -> String? {
    let arena = Arena(bytesKept: .max)
    let want = fields["normalised"].items.map { NormalisedRecord.normalised($0, arena) }
    let got = NormalisedRecord.all(in: run.output, arena)
    if want == got { return nil }
    let texts = [want, got].map { $0.map { JSONWriter.string($0) }.joined(separator: "\n") }
    return "want \(texts[0])\n got \(texts[1])"
  }
}
