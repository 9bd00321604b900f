import ArgumentParser

/// `mpe`.
struct MPECommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mpe", abstract: "Decides whether requests may pass, by PolicyDomains.",
    discussion:
      "Exit status: 0 when the command did what was asked, also when the answer is DENY; 1 when it could not.",
    subcommands: [
      TestCommand.self,
      ExplainCommand.self,
      ServeCommand.self,
      HealthCommand.self,
      BuildCommand.self,
      LintCommand.self,
      DoctorCommand.self,
      SchemaCommand.self,
      RegoCommand.self,
      RuneCommand.self,
      ConfigCommand.self,
      VersionCommand.self,
    ])
}

/// `mpe test`.
struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Try policies and mappers on one input.",
    subcommands: [
      TestDecisionCommand.self,
      TestDecisionsCommand.self,
      TestMapperCommand.self,
      TestEnvoyCommand.self,
    ])
}
