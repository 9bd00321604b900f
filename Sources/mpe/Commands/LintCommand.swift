import ArgumentParser
import PolicyDomain
import PolicyLint

/// `mpe lint`: prints what is wrong or odd in domains; exits 0, or 1 when there is an error.
struct LintCommand: FlaggedCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Check PolicyDomains and the Rego in them.",
    discussion: """
      Errors and what is well go to standard output, warnings to standard error.
      Exit status: 0 when there is no error, 1 when there is one, 2 when the command line is wrong.
      """)
  static let flags: [FlagShape] =
    LintFileOptions.flags + LintOutputOptions.flags + LintRuleOptions.flags + LintRegoOptions.flags
    + AllowedBuiltins.flags

  @OptionGroup var files: LintFileOptions
  @OptionGroup var output: LintOutputOptions
  @OptionGroup var rules: LintRuleOptions
  @OptionGroup var rego: LintRegoOptions
  @OptionGroup var allowed: AllowedBuiltins
  @OptionGroup var global: GlobalOptions

  func run() throws {
    if rules.listsRules { return try Terminal.printOutput(RuleListing.text) }
    let found = try files.found()
    let texts = found.texts(levels: try rules.levels())
    let report = Linter(try rego.options(allowed)).lint(texts, readFile: HostFiles.read)
    try output.print(report, skipped: found.skipped, isRegal: rego.isRegal)
    if report.hasErrors { throw ExitCode(CommandLineTool.failure) }
  }
}
