import ArgumentParser

/// `mpe config`.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Look at the configuration file and the environment.",
    subcommands: [ConfigCheckCommand.self, ConfigShowCommand.self, ConfigSchemaCommand.self])

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }
}
