import ArgumentParser
import Rego

/// `mpe rego check PATH…`: prints what `opa check` prints; exits 0, or 1 on an error.
struct RegoCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check policies for errors.",
    discussion: "Exit status: 0 when there is no error, 1 when there is one.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case pretty, json }

  @OptionGroup var options: RegoCompilerOptions

  @Option(name: [.short, .long], help: "pretty or json.")
  var format = Format.pretty

  @Argument(help: "Policy files, or directories of them.")
  var paths: [String]

  func run() throws {
    do {
      var files = RegoFiles()
      for path in paths { try files.add(path) }
      _ = try withExtendedLifetime(files) { try options.compiler().compile(files.modules, data: files.data) }
    } catch {
      guard let printer = RegoErrorPrinter(error) else { throw error }
      RegoErrorPrinter.printError(format == .json ? printer.document : printer.text)
      throw ExitCode(1)
    }
  }
}
