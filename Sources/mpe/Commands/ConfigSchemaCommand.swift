import ArgumentParser

/// `mpe config schema`: prints a JSON Schema of the configuration file, for editors.
struct ConfigSchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of the configuration file.",
    discussion: """
      An editor with a YAML language server takes it by a first line such as
      # yaml-language-server: $schema=mpe-config.schema.json
      """)

  func run() throws { try Terminal.printOutput(SettingsSchema.text) }
}
