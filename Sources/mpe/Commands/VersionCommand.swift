import ArgumentParser
import CVersion
import PolicyDomain
import Rego

/// `mpe version`.
struct VersionCommand: FlaggedCommand {
  static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")
  static let flags: [FlagShape] = [.value("format", as: Format.self)]
  static let hasPlainOutput = true

  /// The version of this build.
  static let version = String(cString: mpe_version())

  enum Format: String, FlagValue, CaseIterable {
    case text, json

    static let expectation = "write `text` or `json`"
  }

  @Option(help: "How it is printed: text, or json with the API versions of PolicyDomains that it reads.")
  var format = Format.text

  @OptionGroup var global: GlobalOptions

  func run() throws {
    guard format == .json else { return try Terminal.printOutput(Self.version) }
    let document = Document { arena in
      var object = ObjectBuilder(arena)
      object.set("apiVersions", arena.array(APIVersion.allCases.map { arena.string($0.rawValue) }))
      object.set("version", arena.string(Self.version))
      return object.finish()
    }
    try Terminal.printOutput(document.json)
  }
}
