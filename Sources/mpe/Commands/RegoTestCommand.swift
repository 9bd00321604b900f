import ArgumentParser
import Rego
import RegoSuite

/// `mpe rego test PATH…`: runs test rules as `opa test` does.
struct RegoTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Run the tests among policies: rules whose names begin with test_.",
    discussion:
      "A test passes when its rule is true; one whose name begins with todo_test_ is skipped. docs/rego-tests.md says "
      + "more. Exit status: 0 when every test passed; 2 when one failed, ended in an error or was skipped, or when "
      + "coverage is below the threshold; 1 when something does not load or compile, or with --fail-on-empty when "
      + "there was no test.")

  @OptionGroup var tests: RegoTestOptions
  @OptionGroup var options: RegoCompilerOptions

  @Argument(help: "Policy and data files, or directories of them.")
  var paths: [String]

  func run() throws { try tests.run(load) }

  private func load(_ symbols: SymbolTable) throws -> (RegoTestSuite, Program) {
    var files = RegoFiles()
    for path in paths { try files.add(path) }
    let compiler = try options.compiler(symbols: symbols)
    var (modules, findings) = ([Module](), [Diagnostic]())
    for source in files.modules {
      do throws(Diagnostics) { modules.append(try compiler.parse(source)) } catch { findings += error.all }
    }
    guard findings.isEmpty else { throw Diagnostics(findings) }
    let suite = RegoTestSuite(modules)
    return (suite, try withExtendedLifetime(files) { try suite.compile(by: compiler, data: files.data) })
  }
}
