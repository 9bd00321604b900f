import ArgumentParser
import PolicyDomain
import PolicyLint

/// `mpe schema [VERSION]`: prints the JSON Schema of a PolicyDomain version, for editors.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of PolicyDomains, for editors.",
    discussion: """
      Editors with yaml-language-server take it by a first line `# yaml-language-server: $schema=domain.json`.
      """)

  @Flag(name: .customLong("reference"), help: "Of PolicyDomainReferences, whose Rego may lie in files.")
  var isReference = false

  @Argument(help: ArgumentHelp("v1alpha3, v1alpha4 or v1beta1.", valueName: "version"))
  var version = "v1beta1"

  func run() throws {
    let known = APIVersion.allCases.first { $0.rawValue == version || $0.rawValue.hasSuffix("/\(version)") }
    guard let known else {
      let names = APIVersion.allCases.map { "`\($0.rawValue.split(separator: "/").last ?? "")`" }
      Terminal.printFatal("there is no version `\(version)`: write \(names.joined(separator: ", "))")
      throw ExitCode(LintCommand.wrongUsage)
    }
    try Terminal.printOutput(DomainSchema(known, isReference: isReference).text)
  }
}
