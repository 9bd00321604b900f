import ArgumentParser
import PolicyDomain
import Rune

/// `mpe rune domain`: rule sets as policies of a PolicyDomain.
struct RuneDomainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "domain", abstract: "Make a PolicyDomain of rule sets.",
    discussion: "Rule sets, data and the framework become policy libraries; the policy `mrn:NAME:policy:rune` allows "
      + "where the bundle does, and `mrn:NAME:policy:rune-level` is -1 where it denies, 1 where a rule allows and 0 "
      + "where nothing denies. Exit status: 0 when it was written; 1 when something is wrong with the sources or the "
      + "file; 2 when there is no such option.")

  @OptionGroup var sources: RuneSourceOptions

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Where it goes; without it, or for -, standard output.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("The domain's name; without it the folder's.", valueName: "name"))
  var name: String?

  func run() throws {
    let bundle = try sources.bundle(refusing: [.error, .manifestError])
    _ = try RuneEvaluation.compile(bundle)
    let name = try checked(self.name ?? RuneFiles.name(of: sources.path))
    let (libraries, findings) = bundle.domainLibraries()
    for finding in findings { Terminal.printError("error: \(finding)") }
    if !findings.isEmpty { throw ExitCode(CommandLineTool.failure) }
    let text = Self.text(name, libraries)
    guard let output, output != StandardInput.name else { return try Terminal.printOutput(text) }
    if let problem = OutputFile.write(text, to: output) { throw FatalError("the domain was not written: \(problem)") }
  }

  /// References part domains from what is in them by `/`.
  private func checked(_ name: String) throws(FatalError) -> String {
    guard !name.isEmpty, !name.contains("/") else {
      throw FatalError(
        "`\(name)` cannot be a domain's name: it must not be empty or have a `/`; `--name` gives another")
    }
    return name
  }

  private static func text(_ name: String, _ libraries: [DomainLibrary]) -> String {
    func mrn(_ library: String) -> String { "mrn:\(name):library:\(library)" }
    let modules = libraries.map {
      DomainWriter.Module(
        mrn: mrn($0.name), name: $0.name, dependencies: $0.dependencies.map(mrn), rego: $0.rego)
    }
    let policies = [
      ("rune", "default allow := false\n\nallow if data.rune.adapters.policydomain.response.allow == true\n"),
      (
        "rune-level",
        "default allow := -1\n\nallow := level if {\n\tlevel := data.rune.adapters.policydomain.response.level\n"
          + "\tlevel in {-1, 0, 1}\n}\n"
      ),
    ]
    return DomainWriter.text(
      name: name,
      comment: [
        "Written by `mpe rune domain`: rule sets and the Rune framework as policy libraries, and two policies that ask",
        "them. Change the rule sets and write it anew.",
      ], libraries: modules,
      policies: policies.map { policy, rule in
        DomainWriter.Module(
          mrn: "mrn:\(name):policy:\(policy)", name: policy, dependencies: modules.map(\.mrn),
          rego: "package authz\n\nimport rego.v1\n\n" + rule)
      })
  }
}
