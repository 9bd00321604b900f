import ArgumentParser
import PolicyDomain

/// `mpe build`: puts the Rego files that PolicyDomainReferences name into PolicyDomains.
struct BuildCommand: FlaggedCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Build PolicyDomains from PolicyDomainReferences and the .rego files they name.",
    discussion: """
      Comments, anchors, the order of keys and flow style stay. `a.yml` becomes `a-built.yml`, which only its owner may \
      read. Exit status: 0 when every file was built, else 1; the others are built all the same.
      """)
  static let flags: [FlagShape] = [FlagShape.list("file", "f").required, .value("output", "o")]
  static let hasPlainOutput = true

  @Option(
    name: [.short, .customLong("file")],
    help: ArgumentHelp(
      "A PolicyDomainReference, a directory of them, a pattern, or - for standard input. Repeatable, or several with "
        + "commas between them.", valueName: "file"))
  var files: [String] = []

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Where the result goes, when there is one file; - is standard output.", valueName: "file"))
  var output: String?

  @OptionGroup var global: GlobalOptions

  func run() throws {
    let inputs = try BundlePaths.expand(files, flag: "--file")
    if output != nil, inputs.count > 1 {
      throw FatalError("cannot specify --output when building multiple files")
    }
    let report = Report(isOnOutput: !inputs.map(target).contains(StandardInput.name))
    try report.print("Build Results:\n\n")
    var failures = 0
    for input in inputs {
      do throws(Problem) {
        try build(input)
        try report.print("✓ \(input) → \(target(input))")
      } catch {
        failures += 1
        if let detail = error.detail { Terminal.printError(detail) }
        try report.print("✗ \(input)\n  Error: \(error.message)")
      }
    }
    guard failures == 0 else {
      try report.print("\n")
      throw FatalError("build failed for one or more files")
    }
    try report.print("\nSuccessfully built \(inputs.count) file(s)")
  }

  /// Where the result of a file goes.
  private func target(_ input: String) -> String {
    output ?? (input == StandardInput.name ? input : ReferenceBuilder.outputPath(for: input))
  }

  private func build(_ input: String) throws(Problem) {
    let bytes: [UInt8]
    switch BundlePaths.read(input) {
    case .success(let read): bytes = read
    case .failure(let failure): throw Problem("failed to read input file: \(failure.reason)")
    }
    let text: String
    do throws(ReferenceBuilder.Failure) {
      text = try ReferenceBuilder(file: input, readFile: HostFiles.read, absolutePath: OutputFile.absolute).build(bytes)
    } catch {
      throw Problem(error.message, detail: error.description)
    }
    let target = target(input)
    let problem =
      target == StandardInput.name
      ? Terminal.write(text, to: Terminal.standardOutput) : OutputFile.write(text, to: target)
    if let problem { throw Problem("failed to write output file: \(problem)") }
  }

  /// Why a file was not built.
  private struct Problem: Error {
    let message: String
    /// The same with its place and what to do.
    let detail: String?

    init(_ message: String, detail: String? = nil) {
      self.message = message
      self.detail = detail
    }

    init(_ error: FatalError) { self.init(error.message) }
  }

  /// What was done, on standard error where standard output has the result.
  private struct Report {
    let isOnOutput: Bool

    func print(_ text: String) throws(Problem) {
      do throws(FatalError) {
        if isOnOutput { try Terminal.printOutput(text) } else { Terminal.printError(text) }
      } catch {
        throw Problem(error)
      }
    }
  }
}
