import ArgumentParser

/// A command that says which flags it takes.
protocol FlaggedCommand: ParsableCommand {
  /// Its own flags; the global ones come on top.
  static var flags: [FlagShape] { get }
  /// Whether its standard output is for people, so that help may go there with an error; else it is data alone.
  static var hasPlainOutput: Bool { get }
}

extension FlaggedCommand {
  static var hasPlainOutput: Bool { false }
}

/// A command of the tree that the argument parser knows.
struct CommandNode {
  let type: any ParsableCommand.Type

  /// Flags that every command takes, before and behind its name.
  static let globalFlags: [FlagShape] = [.boolean("trace", "t"), .list("trace-filter"), .boolean("pretty-log")]

  var name: String { type.configuration.commandName ?? "" }
  var children: [CommandNode] { type.configuration.subcommands.map(CommandNode.init) }
  var hasChildren: Bool { !type.configuration.subcommands.isEmpty }
  var ownFlags: [FlagShape] { (type as? any FlaggedCommand.Type)?.flags ?? [] }
  var flags: [FlagShape] { ownFlags + Self.globalFlags }
  var hasPlainOutput: Bool { hasChildren || (type as? any FlaggedCommand.Type)?.hasPlainOutput == true }
  /// Whether the argument parser sees its arguments as they are: it is none of the original's commands.
  var isRaw: Bool {
    type is RegoCommand.Type || type is RuneCommand.Type || type is SchemaCommand.Type || type is ConfigCommand.Type
      || type is DoctorCommand.Type
  }

  func child(_ name: String) -> CommandNode? { children.first { $0.name == name } }

  func flag(_ name: String) -> FlagShape? {
    flags.first { $0.name == name || (name.count == 1 && $0.short == name.first) }
  }
}
