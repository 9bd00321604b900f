import ArgumentParser
import Foundation
import Rego
import RegoPlatform
import Server

/// `mpe rego`: the language on its own.
struct RegoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rego", abstract: "Work with Rego on its own.", subcommands: [RegoEvalCommand.self])
}

/// `mpe rego eval QUERY`: prints what `opa eval` prints; exits 0, or 2 on an error.
struct RegoEvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "Evaluate a query and print its results.",
    discussion: "Exit status: 0, also when the query is undefined; 2 when something does not load, compile or evaluate."
  )

  enum Format: String, ExpressibleByArgument, CaseIterable { case json, pretty, raw }
  enum Explanation: String, ExpressibleByArgument, CaseIterable { case off, full, notes, fails, debug }

  @Option(name: [.short, .customLong("data")], help: "A policy or data file, or a directory of them. Repeatable.")
  var data: [String] = []

  @Option(name: [.short, .customLong("input")], help: "The input document, JSON or YAML; - is standard input.")
  var input: String?

  @Flag(name: [.customLong("v0"), .customLong("v0-compatible")], help: "Modules are written in Rego v0.")
  var isV0 = false

  @Flag(name: .customLong("strict"), help: "Unused variables and imports are errors.")
  var isStrict = false

  @Flag(name: .customLong("strict-builtin-errors"), help: "An error in a built-in ends the evaluation.")
  var hasStrictBuiltinErrors = false

  @Option(help: "Show how the query was evaluated: full, notes, fails or debug.")
  var explain = Explanation.off

  @Flag(help: "Report which lines of the policies were evaluated.")
  var coverage = false

  @Option(help: "json, pretty or raw.")
  var format = Format.json

  @Argument(help: "The query.")
  var query: String

  func run() throws {
    let arena = Arena(bytesKept: .max)
    do {
      let (prepared, evaluator, modules) = try prepare()
      let document = try input.map { path in
        path.hasSuffix(".yaml") || path.hasSuffix(".yml")
          ? try RegoFiles.yaml(path, in: arena) : try RegoFiles.json(path, in: arena)
      }
      let observers = EvaluationObservers(explain, coverage: coverage)
      let rows =
        observers.isEmpty
        ? try evaluator.evaluate(prepared, input: document ?? .undefined)
        : try evaluator.evaluate(prepared, input: document ?? .undefined, observer: observers)
      let report = observers.coverage?.report(try modules.map { try Parser.module($0, version: isV0 ? .v0 : .v1) })
      withExtendedLifetime(evaluator) {
        printResults(prepared.resultSet(rows, in: arena), observers.explanation, report, arena)
      }
    } catch let error as Diagnostics {
      try report(error.all, arena)
    } catch let error as Diagnostic {
      try report([error], arena)
    } catch let error as RegoFiles.LoadError {
      var finding = ObjectBuilder(arena)
      finding.set("message", arena.string(error.description))
      try report(arena.array([finding.finish()]), [error.description], arena)
    }
  }

  private func prepare() throws -> (PreparedQuery, Evaluator, [SourceText]) {
    var files = RegoFiles()
    for path in data { try files.add(path) }
    let symbols = SymbolTable()
    var compiler = Compiler(symbols: symbols, builtins: Host.builtins)
    compiler.version = isV0 ? .v0 : .v1
    compiler.isStrict = isStrict
    compiler.keepsPrint = true
    compiler.annotationReader = AnnotationReader.term
    let program = try withExtendedLifetime(files) { try compiler.compile(files.modules, data: files.data) }
    let prepared = try program.prepare(query: SourceText(name: "", text: query), version: compiler.version)
    let evaluator = Evaluator(symbols: symbols)
    evaluator.hasStrictBuiltinErrors = hasStrictBuiltinErrors
    evaluator.builtins.network = Host.network
    evaluator.builtins.zoneFile = SystemEnvironment.zoneFile
    evaluator.builtins.nowNanoseconds = Int64(Date().timeIntervalSince1970 * 1_000_000_000)
    evaluator.builtins.onPrint = { text, _ in FileHandle.standardError.write(Data((text + "\n").utf8)) }
    return (prepared, evaluator, files.modules)
  }

  private func printResults(_ results: Value, _ explanation: String?, _ coverage: Coverage.Report?, _ arena: Arena) {
    if format != .json, let explanation { print(explanation, terminator: "") }
    switch format {
    case .json:
      var output = ObjectBuilder(arena)
      if results.count > 0 { output.set("result", results) }
      if let explanation {
        var lines = ArrayBuilder(arena)
        for line in explanation.split(separator: "\n") { lines.append(arena.string(String(line))) }
        output.set("explanation", lines.finish())
      }
      if let coverage { output.set("coverage", coverage.document(in: arena)) }
      print(JSONWriter.pretty(output.finish(), escaping: .html))
    case .pretty:
      if results.count == 0 { print("undefined") }
      for result in results.items {
        let shown =
          result["bindings"].isUndefined ? result["expressions"].items.map { $0["value"] } : [result["bindings"]]
        for value in shown { print(JSONWriter.pretty(value)) }
      }
    case .raw:
      for result in results.items {
        let values = result["expressions"].items.map { value -> String in
          value["value"].string ?? JSONWriter.string(value["value"])
        }
        print(values.joined(separator: " "))
      }
    }
    if format != .json, let coverage { print(JSONWriter.pretty(coverage.document(in: arena))) }
  }

  private func report(_ findings: [Diagnostic], _ arena: Arena) throws {
    try report(arena.array(findings.map { $0.document(in: arena) }), findings.map(\.description), arena)
  }

  private func report(_ errors: Value, _ lines: [String], _ arena: Arena) throws {
    if format == .json {
      var output = ObjectBuilder(arena)
      output.set("errors", errors)
      print(JSONWriter.pretty(output.finish(), escaping: .html))
    } else {
      let heading = lines.count == 1 ? "1 error occurred: " : "\(lines.count) errors occurred:\n"
      FileHandle.standardError.write(Data((heading + lines.joined(separator: "\n") + "\n").utf8))
    }
    throw ExitCode(2)
  }
}
