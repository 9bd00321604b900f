import ArgumentParser
import Foundation
import Rego

/// `mpe rego`: the language on its own.
struct RegoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rego", abstract: "Work with Rego on its own.",
    subcommands: [RegoEvalCommand.self, RegoCheckCommand.self, RegoTestCommand.self, RegoCapabilitiesCommand.self])
}

/// `mpe rego eval QUERY`: prints what `opa eval` prints.
struct RegoEvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "Evaluate a query and print its results.",
    discussion: "Exit status: 0, also when the query is undefined; 1 when `--fail` or `--fail-defined` says so; "
      + "2 when something does not load, compile or evaluate.")

  @Option(name: [.short, .customLong("data")], help: "A policy or data file, or a directory of them. Repeatable.")
  var data: [String] = []

  @Option(name: [.short, .customLong("input")], help: "The input document, JSON or YAML; - is standard input.")
  var input: String?

  @Flag(name: [.customShort("I"), .customLong("stdin-input")], help: "The input document is standard input.")
  var readsInput = false

  @Flag(name: .customLong("stdin"), help: "The query is standard input.")
  var readsQuery = false

  @OptionGroup var options: RegoCompilerOptions

  @Option(help: "The package whose rules the query may name alone: `data.example` or `example`.")
  var package: String?

  @Option(name: .customLong("import"), help: "What else the query may name: `data.lib as lib`. Repeatable.")
  var imports: [String] = []

  @Flag(name: .customLong("strict-builtin-errors"), help: "An error in a built-in ends the evaluation.")
  var hasStrictBuiltinErrors = false

  enum Explanation: String, ExpressibleByArgument, CaseIterable { case off, full, notes, fails, debug }

  @Option(help: "Show how the query was evaluated: full, notes, fails or debug.")
  var explain = Explanation.off

  @Flag(help: "Report which lines of the policies were evaluated.")
  var coverage = false

  @Flag(name: .customLong("fail"), help: "Exit with 1 when there is no result.")
  var failsUndefined = false

  @Flag(name: .customLong("fail-defined"), help: "Exit with 1 when there is a result.")
  var failsDefined = false

  @Option(name: [.short, .long], help: "json, pretty, raw, values, bindings or discard.")
  var format = RegoResultPrinter.Format.json

  @Argument(help: "The query.")
  var query: String?

  func validate() throws {
    if readsQuery == (query != nil) { throw ValidationError("give the query, or `--stdin` to read it") }
    if readsInput, readsQuery || input != nil { throw ValidationError("standard input can be read once") }
  }

  func run() throws {
    let arena = Arena(bytesKept: .max)
    let isDefined: Bool
    do {
      let (prepared, evaluator, modules) = try prepare()
      let input = try readInput(arena)
      let observers = EvaluationObservers(explain, coverage: coverage)
      let rows =
        observers.isEmpty
        ? try evaluator.evaluate(prepared, input: input)
        : try evaluator.evaluate(prepared, input: input, observer: observers)
      isDefined = rows.count > 0
      let report = observers.coverage?.report(try modules.map { try Parser.module($0, version: options.version) })
      let printer = RegoResultPrinter(
        arena: arena, explanation: observers.explanation, coverage: report?.document(in: arena))
      let text = withExtendedLifetime(evaluator) { printer.text(prepared.resultSet(rows, in: arena), format) }
      if !text.isEmpty { print(text) }
    } catch {
      guard let printer = RegoErrorPrinter(error) else { throw error }
      if format == .json { print(printer.document) } else { RegoErrorPrinter.printError(printer.text) }
      throw ExitCode(2)
    }
    if isDefined ? failsDefined : failsUndefined { throw ExitCode(1) }
  }

  private func readInput(_ arena: Arena) throws -> Value {
    guard let path = readsInput ? "-" : input else { return .undefined }
    let isYAML = path.hasSuffix(".yaml") || path.hasSuffix(".yml")
    return isYAML ? try RegoFiles.yaml(path, in: arena) : try RegoFiles.json(path, in: arena)
  }

  private func prepare() throws -> (PreparedQuery, Evaluator, [SourceText]) {
    var files = RegoFiles()
    for path in data { try files.add(path) }
    let symbols = SymbolTable()
    let compiler = try options.compiler(symbols: symbols)
    let program = try withExtendedLifetime(files) { try compiler.compile(files.modules, data: files.data) }
    let context = try QueryContext(package: package, imports: imports)
    let text = try query.map { SourceText(name: "", text: $0) } ?? SourceText(name: "", bytes: RegoFiles.read("-"))
    let prepared = try program.prepare(
      query: text, version: compiler.version, package: context.package, imports: context.imports)
    return (prepared, evaluator(symbols), files.modules)
  }

  private func evaluator(_ symbols: SymbolTable) -> Evaluator {
    let evaluator = Host.evaluator(symbols).evaluator
    evaluator.hasStrictBuiltinErrors = hasStrictBuiltinErrors
    evaluator.builtins.onPrint = { text, _ in RegoErrorPrinter.printError(text) }
    return evaluator
  }
}

extension RegoResultPrinter.Format: ExpressibleByArgument {}

/// What a query may name beside `data` and `input`.
private struct QueryContext {
  var package: [String] = []
  var imports: [Import] = []

  /// Reads the values of `--package` and `--import` as the module that they would stand in.
  init(package: String?, imports: [String]) throws {
    let name = package.map { $0.hasPrefix("data.") ? String($0.dropFirst(5)) : $0 }
    let text = "package \(name ?? "query")\n" + imports.map { "import \($0)\n" }.joined()
    let module = try Parser.module(SourceText(name: "", text: text))
    self.imports = module.imports
    guard name != nil else { return }
    self.package = module.package.dropFirst().compactMap { step in
      if case .string(let name) = step.node { name } else { nil }
    }
  }
}
