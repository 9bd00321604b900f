import ArgumentParser
import Rego
import Rune

/// `mpe rune eval`: what rule sets come to.
struct RuneEvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "Evaluate rule sets and print their results.",
    discussion: "Prints `data.rune.results`, or an adapter's response. Exit status: 0, also when the result is deny; 1 "
      + "when something does not load, compile or evaluate, or with `--fail-on deny` when the result is deny; 2 when "
      + "there is no such option.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case json, pretty, raw }

  @OptionGroup var sources: RuneSourceOptions

  @Option(name: [.short, .long], help: "The input document, JSON or YAML; - is standard input.")
  var input: String?

  @Option(help: "Print the response of an adapter: `envoy`, `kubernetes`, or one of the bundle's own.")
  var adapter: String?

  @Option(
    name: [.short, .long],
    help: "json, pretty (for people: a line for each rule set), or raw (one line; of results the word alone).")
  var format = Format.json

  @OptionGroup var failing: FailOnOptions

  func run() throws {
    let bundle = try sources.bundle()
    if let adapter, !bundle.adapters.contains(adapter) {
      let names = bundle.adapters.isEmpty ? "none" : bundle.adapters.map { "`\($0)`" }.joined(separator: ", ")
      throw FatalError("there is no adapter `\(adapter)`: there are \(names)")
    }
    let evaluation = try RuneEvaluation(bundle)
    let document = try evaluation.input(input)
    let isAllowed = try evaluation.withResults(input: document) { results in
      if adapter == nil { try print(results) }
      return results["result"].string == "allow"
    }
    if let adapter {
      try evaluation.withDocument(["rune", "adapters", adapter, "response"], input: document) { response in
        guard !response.isUndefined else {
          throw FatalError("`data.rune.adapters.\(adapter).response` is undefined for this input")
        }
        try Terminal.printOutput(
          format == .raw ? response.string ?? JSONWriter.string(response) : JSONWriter.pretty(response))
      }
    }
    try failing.judge(allowed: isAllowed)
  }

  private func print(_ results: Value) throws {
    switch format {
    case .json: try Terminal.printOutput(JSONWriter.pretty(results))
    case .raw: try Terminal.printOutput(results["result"].string ?? "deny")
    case .pretty: try Terminal.printOutput(RuneExplanation(results).summary(style: TerminalStyle.forRune))
    }
  }
}
