import ArgumentParser
import Rego
import RegoPlatform
import Rune

/// How the commands that make a bundle of rule sets make it.
struct RuneBundleOptions: ParsableArguments {
  @Option(name: .customLong("rune-version"), help: "The version of the framework; without it the newest.")
  var frameworkVersion: String?

  @Option(help: "How a bundle without a manifest combines its rule sets; without it `default-deny`.")
  var strategy: String?

  @Flag(name: [.customLong("v0"), .customLong("v0-compatible")], help: "All modules are written in Rego v0.")
  var isV0 = false

  @Flag(
    name: [.customLong("v1"), .customLong("v1-compatible")],
    help: "All modules are written in Rego v1; without either, each is read as what it parses as.")
  var isV1 = false

  func validate() throws {
    if isV0, isV1 { throw ValidationError("`--v0` and `--v1` exclude each other") }
  }

  /// Makes the bundle. Notes go to standard error; so does what is wrong, and the command ends.
  /// - Parameter path: what the user named the sources by.
  func bundle(
    of sources: RuneSources, _ path: String, keepsTests: Bool = false,
    refusing refused: Set<BundleFinding.Severity> = [.error]
  ) throws -> RuneBundle {
    var options = RuneBundle.Options()
    options.frameworkVersion = frameworkVersion
    options.strategy = strategy
    options.language = isV0 ? .v0 : isV1 ? .v1 : nil
    options.annotations = .yaml
    options.keepsTests = keepsTests
    let bundle = RuneBundle(sources, options: options)
    if bundle.isComplete, frameworkVersion != nil || strategy != nil || isV0 || isV1 {
      throw FatalError(
        "\(path) has its framework and its manifest already: `--rune-version`, `--strategy`, `--v0` and `--v1` are for "
          + "the sources that it was made from")
    }
    for finding in bundle.findings where finding.severity == .note { Terminal.printError("note: \(finding)") }
    let wrong = bundle.findings.filter { refused.contains($0.severity) }
    for finding in wrong { Terminal.printError("error: \(finding)") }
    if !wrong.isEmpty { throw ExitCode(CommandLineTool.failure) }
    return bundle
  }
}

/// What the commands take that make one bundle of one folder.
struct RuneSourceOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp("A folder of rule sets, a bundle (.tar.gz), or - for one on standard input.", valueName: "path"))
  var path: String

  @OptionGroup var options: RuneBundleOptions

  /// Makes the bundle. Notes go to standard error; so does what is wrong, and the command ends.
  func bundle(refusing refused: Set<BundleFinding.Severity> = [.error]) throws -> RuneBundle {
    try options.bundle(of: RuneFiles.sources(path), path, refusing: refused)
  }
}
