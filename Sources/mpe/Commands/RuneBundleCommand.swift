import ArgumentParser
import Rune

/// `mpe rune bundle`: rule sets and the framework in one archive.
struct RuneBundleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle", abstract: "Put rule sets, the framework and a manifest into a bundle.",
    discussion: "The bundle is a .tar.gz file that OPA loads too. The same sources give the same bytes. Exit status: 0 "
      + "when it was written; 1 when something is wrong with the sources or the file; 2 when there is no such option.")

  @OptionGroup var sources: RuneSourceOptions

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Where it goes; - is standard output. Without it the folder's name with .tar.gz.",
      valueName: "file"))
  var output: String?

  @Option(help: "What the bundle's manifest calls this state of it.")
  var revision = ""

  func run() throws {
    let bundle = try sources.bundle(refusing: [.error, .manifestError])
    guard !bundle.isComplete else {
      throw FatalError("\(sources.path) is a bundle already: name the folder that it was made from")
    }
    _ = try RuneEvaluation.compile(bundle)
    let target = output ?? RuneFiles.name(of: sources.path) + ".tar.gz"
    let bytes: [UInt8]
    do throws(ArchiveFailure) { bytes = try BundleArchive.write(bundle.files(revision: revision)) } catch {
      throw FatalError("\(error)")
    }
    let problem =
      target == StandardInput.name
      ? bytes.withUnsafeBytes { Terminal.write($0, to: Terminal.standardOutput) }
      : OutputFile.write(bytes, to: target)
    if let problem { throw FatalError("the bundle was not written: \(problem)") }
    report(bundle, target)
  }

  private func report(_ bundle: RuneBundle, _ target: String) {
    let count = bundle.ruleSets.count
    Terminal.printError(
      "\(target == StandardInput.name ? "standard output" : target): \(count) rule \(count == 1 ? "set" : "sets") "
        + "(\(bundle.ruleSets.map(\.id).joined(separator: ", "))), framework \(bundle.frameworkVersion)"
        + (bundle.isManifestGenerated ? ", manifest made: \(sources.options.strategy ?? "default-deny")" : ""))
  }
}
