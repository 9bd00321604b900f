import ArgumentParser

/// The program from arguments to exit code.
enum CommandLineTool {
  /// Exit codes that the reference has: a failure, and a command that there is not.
  static let failure: Int32 = 1
  static let unknownCommand: Int32 = 3

  static func run(_ arguments: [String]) async -> Int32 {
    let normalised: [String]
    do throws(ArgumentNormaliser.Failure) { normalised = try ArgumentNormaliser.normalise(arguments) } catch {
      return report(error)
    }
    do {
      var command = try MPECommand.parseAsRoot(normalised)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      return 0
    } catch let error as FatalError {
      Terminal.printFatal(error.message)
      return failure
    } catch let code as ExitCode {
      return code.rawValue
    } catch {
      return report(parserError: error, normalised)
    }
  }

  private static func report(_ failure: ArgumentNormaliser.Failure) -> Int32 {
    switch failure {
    case .unknownCommand(let word):
      Terminal.printError("No help topic for '\(word)'")
      return unknownCommand
    case .usage(let message, let command):
      Terminal.printOutput(help(command))
      Terminal.printError("Incorrect Usage: \(message)\n")
      Terminal.printFatal(message)
      return Self.failure
    }
  }

  private static func help(_ path: [String]) -> String {
    do {
      _ = try MPECommand.parseAsRoot(path + ["--help"])
      return ""
    } catch {
      return MPECommand.fullMessage(for: error)
    }
  }

  private static func report(parserError error: any Error, _ arguments: [String]) -> Int32 {
    let message = MPECommand.fullMessage(for: error)
    if MPECommand.exitCode(for: error) == .success {
      Terminal.printOutput(message)
      return 0
    }
    if arguments.first == "rego" {
      Terminal.printError(message)
      return 2
    }
    Terminal.printFatal(MPECommand.message(for: error))
    return failure
  }
}

/// Ends a command with exit code 1 and one line on standard error.
struct FatalError: Error {
  let message: String

  init(_ message: String) { self.message = message }
}
