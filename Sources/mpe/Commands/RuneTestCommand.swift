import ArgumentParser
import Rego
import RegoPlatform
import RegoSuite
import Rune

/// `mpe rune test`: the tests among rule sets, with the framework beside them.
struct RuneTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Run the tests among rule sets, with the framework beside them.",
    discussion:
      "Tests are those of `mpe rego test`: they ask for `data.rune.results` `with input as …`, and for another "
      + "manifest `with data.rune.policy_bundle as …`. Exit status: 0 when every test passed; 2 when one failed, ended "
      + "in an error or was skipped, or when coverage is below the threshold; 1 when something does not load or compile, "
      + "or with `--fail-on-empty` when there was no test.")

  @OptionGroup var tests: RegoTestOptions
  @OptionGroup var options: RuneBundleOptions

  @Argument(
    help: "A folder of rule sets, without it the current one; then files and folders of more tests.")
  var paths: [String] = ["."]

  func run() throws { try tests.run(load) }

  private func load(_ symbols: SymbolTable) throws -> (RegoTestSuite, Program) {
    let bundle = try options.bundle(of: RuneFiles.sources(paths), paths[0], keepsTests: true)
    var compiler = Compiler(symbols: symbols, builtins: Host.builtins)
    compiler.annotations = .yaml
    let authors = bundle.modules.filter { $0.origin == .author }.map(\.module)
    let suite = RegoTestSuite(authors, library: bundle.modules.filter { $0.origin != .author }.map(\.module))
    return (suite, try bundle.data.withValue { try suite.compile(by: compiler, data: $0) })
  }
}
