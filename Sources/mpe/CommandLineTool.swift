import ArgumentParser
import PolicyDomain

/// The program from arguments to exit code.
enum CommandLineTool {
  /// Exit codes of the original: a failure, and a command that there is not.
  static let failure: Int32 = 1
  static let unknownCommand: Int32 = 3

  static func run(_ arguments: [String]) async -> Int32 {
    do {
      let outcome = try ArgumentNormaliser.normalise(arguments, root: CommandNode(type: MPECommand.self)) {
        Host.settings.value($0.name)
      }
      switch outcome {
      case .help(let node): try Terminal.printOutput(help(of: node))
      case .run(let normalised, let ignored):
        for word in ignored { Terminal.printFatal("WARNING: argument `\(word)` is ignored: it belongs to no flag") }
        return try await run(normalised: normalised)
      }
      return 0
    } catch ArgumentNormaliser.Failure.unknownCommand(let word) {
      Terminal.printError("No help topic for '\(word)'")
      let names = CommandNode(type: MPECommand.self).children.flatMap { [$0.name] + $0.children.map(\.name) }
      if let near = NearestWord.of(word, among: names) { Terminal.printError("Did you mean `\(near)`?") }
      return unknownCommand
    } catch ArgumentNormaliser.Failure.usage(let message, let node) {
      return reportUsage(message, node, title: "Incorrect Usage: \(message)\n")
    } catch ArgumentNormaliser.Failure.unknownFlag(let name, let node) {
      let message = "flag provided but not defined: -\(name)"
      let hint = NearestWord.of(name, among: node.flags.map(\.name)).map { "Did you mean `--\($0)`?" }
      return reportUsage(message, node, title: "Incorrect Usage: \(message)\n", hint: hint)
    } catch ArgumentNormaliser.Failure.missing(let name, let node) {
      return reportUsage("Required flag \"\(name)\" not set", node)
    } catch ArgumentNormaliser.Failure.setting(let message) {
      Terminal.printFatal(message)
    } catch let error as FatalError {
      Terminal.printFatal(error.message)
    } catch let code as ExitCode {
      return code.rawValue
    } catch {
      Terminal.printFatal("\(error)")
    }
    return failure
  }

  private static func run(normalised: [String]) async throws -> Int32 {
    var command: any ParsableCommand
    do { command = try MPECommand.parseAsRoot(normalised) } catch {
      return try report(parserError: error, normalised)
    }
    do {
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      // Help is a command of the parser's own, which throws its text when it runs.
      guard !(error is ExitCode), MPECommand.exitCode(for: error) == .success else { throw error }
      return try report(parserError: error, normalised)
    }
    return 0
  }

  /// Says what is wrong and how it is done right. Commands whose output is records keep it clean.
  private static func reportUsage(
    _ message: String, _ node: CommandNode, title: String? = nil, hint: String? = nil
  ) -> Int32 {
    if let title { Terminal.printError(title) }
    if node.hasPlainOutput { try? Terminal.printOutput(help(of: node)) } else { Terminal.printError(help(of: node)) }
    // Beside the last line, where it is seen: help is long.
    if let hint { Terminal.printError(hint) }
    Terminal.printFatal(message)
    return failure
  }

  private static func help(of node: CommandNode) -> String { MPECommand.helpMessage(for: node.type) }

  /// What the argument parser itself finds; the original's commands hardly get here.
  private static func report(parserError error: any Error, _ arguments: [String]) throws -> Int32 {
    let message = MPECommand.fullMessage(for: error)
    if MPECommand.exitCode(for: error) == .success {
      try Terminal.printOutput(message)
      return 0
    }
    if CommandNode(type: MPECommand.self).child(arguments.first ?? "")?.isRaw == true {
      Terminal.printError(message)
      return 2
    }
    Terminal.printFatal(MPECommand.message(for: error))
    return failure
  }
}
