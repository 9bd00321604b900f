import ArgumentParser
import PolicyDomain
import PolicyEngine
import Rego
import Server

/// `mpe explain`: says why a request is granted or denied, and what would have granted it.
struct ExplainCommand: FlaggedCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say why a request is granted or denied, and what would have granted it.",
    discussion:
      "The input is a PORC, a CheckRequest as Envoy writes it in JSON, or a mapper's input. Exit status: 0 when there is "
      + "an explanation, whatever the decision; 1 when there is none, or with `--fail-on deny` when it is DENY.")
  static let flags =
    MapperOptions.flags + FailOnOptions.flags + [
      .boolean("porc"), .boolean("envoy"), .value("format", as: ExplanationFormat.self),
      .value("max-changes", as: Count.self, from: "0", to: "5"),
      .value("max-evaluations", as: Count.self, from: "1", to: "1M"),
      .value("max-time", as: TimeSpan.self, from: "1ms", to: "10m"),
    ]

  @OptionGroup var options: MapperOptions
  @OptionGroup var failing: FailOnOptions
  @OptionGroup var global: GlobalOptions

  @Flag(name: .customLong("porc"), help: "The input is a PORC.")
  var isPORC = false

  @Flag(name: .customLong("envoy"), help: "The input is a CheckRequest, or what a mapper reads.")
  var isEnvoy = false

  @Option(help: "text or json.")
  var format = ExplanationFormat.text

  @Option(
    name: .customLong("max-changes"),
    help: ArgumentHelp("Sets of so many changes are tried; 0 does not look for remedies.", valueName: "number"))
  var changesMax = Count(argument: "3")!

  @Option(
    name: .customLong("max-evaluations"),
    help: ArgumentHelp("So many decisions may the search for remedies take.", valueName: "number"))
  var evaluationsMax = Count(argument: "2000")!

  @Option(
    name: .customLong("max-time"),
    help: ArgumentHelp("So long may the search for remedies take.", valueName: "duration"))
  var timeMax = TimeSpan(argument: "3s")!

  func run() throws {
    guard !(isPORC && isEnvoy) else { throw FatalError("`--porc` and `--envoy` exclude each other") }
    let policy = try options.load(global)
    var bounds = ExplanationBounds()
    bounds.changesMax = changesMax.number
    bounds.searches = changesMax.number > 0
    bounds.evaluationsMax = evaluationsMax.number
    bounds.searchNanosecondsMax = timeMax.nanoseconds
    let explainer = Explainer(
      policy.snapshot, options: policy.options, bounds: bounds,
      environment: SystemEnvironment.make(network: Host.network))
    let explanation = try explain(by: explainer)
    switch format {
    case .json: try Terminal.printOutput(explanation.json(isPretty: true))
    case .text: try Terminal.printOutput(explanation.text(style: TerminalStyle.forOutput))
    }
    if !explanation.problems.isEmpty { throw ExitCode.failure }
    try failing.judge(allowed: explanation.allowed)
  }

  private func explain(by explainer: Explainer) throws -> Explanation {
    let arena = explainer.begin()
    let bytes = try HostFiles.readInput(options.input.input)
    var input: Value
    do { input = try bytes.withUnsafeBufferPointer { try JSONReader.read($0, into: arena) } } catch {
      throw FatalError("failed to parse the input as JSON: \(error)")
    }
    let shape = EnvoyAttributes.Shape(input)
    guard isPORC || isEnvoy || shape != .unknown else {
      throw FatalError("this is neither a PORC nor a CheckRequest by its members: say which by `--porc` or `--envoy`")
    }
    do throws(EngineError) {
      if isPORC || (!isEnvoy && shape == .porc) { return try explainer.explain(porc: input) }
      if shape == .checkRequest { input = EnvoyAttributes.mapperInput(ofCheckRequest: input, in: arena) }
      // As they are when Envoy sends them.
      return try explainer.explain(mapperInput: BinaryNumbers.rounded(input, into: arena))
    } catch {
      throw FatalError(error.coded)
    }
  }
}

/// How an explanation is printed.
enum ExplanationFormat: String, FlagValue, CaseIterable {
  case text, json

  static let expectation = "write `text` or `json`"
}
