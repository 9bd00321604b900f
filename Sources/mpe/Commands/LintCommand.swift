import ArgumentParser
import PolicyDomain
import PolicyLint

/// `mpe lint`: prints what is wrong or odd in domains; exits 0, or 1 when there is an error.
struct LintCommand: FlaggedCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Check PolicyDomains and the Rego in them.",
    discussion: """
      Errors and what is well go to standard output, warnings to standard error. `.mpe-lint.yaml`, found from a file's \
      folder upwards, gives rules levels (`rules: {unused-role: off}`) and leaves out files (`exclude: [vendor]`). A \
      comment `# mpe-lint: ignore RULE -- reason` silences a rule where it stands.
      Exit status: 0 when there is no error, 1 when there is one, 2 when an option makes no sense.
      """)
  static let flags: [FlagShape] =
    LintFileOptions.flags + LintOutputOptions.flags + LintRuleOptions.flags + LintRegoOptions.flags
    + LintFixOptions.flags + AllowedBuiltins.flags
  /// The exit code for options that the original does not have.
  static let wrongUsage: Int32 = 2

  @OptionGroup var files: LintFileOptions
  @OptionGroup var output: LintOutputOptions
  @OptionGroup var rules: LintRuleOptions
  @OptionGroup var rego: LintRegoOptions
  @OptionGroup var fixes: LintFixOptions
  @OptionGroup var allowed: AllowedBuiltins
  @OptionGroup var global: GlobalOptions

  func run() throws {
    if rules.listsRules { return try Terminal.printOutput(LintRuleOptions.listing) }
    let format = try output.format()
    let levels = try rules.levels()
    let found = try files.found()
    let texts = files.texts(found, levels)
    let linter = Linter(try rego.options(allowed))
    let report: LintReport
    if fixes.isOn {
      let run = linter.fix(texts, readFile: HostFiles.read)
      try fixes.apply(run)
      report = run.report
    } else {
      let progress = Progress("linting", of: texts.count)
      report = linter.lint(texts, readFile: HostFiles.read) { progress.show($0) }
      progress.clear()
    }
    try output.print(report, format, skipped: found.skipped, isRegal: rego.isRegal)
    if report.hasErrors { throw ExitCode(CommandLineTool.failure) }
  }
}
