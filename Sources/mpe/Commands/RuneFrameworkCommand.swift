import ArgumentParser
import Foundation
import Rego
import Rune

/// `mpe rune framework`: the framework's own modules.
struct RuneFrameworkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "framework", abstract: "Print the framework's modules, for those who bundle by hand.",
    discussion: "Exit status: 0 when they were printed or written; 1 when not; 2 when there is no such option.")

  @Option(name: .customLong("rune-version"), help: "The version of the framework; without it the newest.")
  var version: String?

  @Option(
    name: [.short, .long], help: ArgumentHelp("A folder to write them to, as a bundle has them.", valueName: "folder"))
  var output: String?

  func run() throws {
    let version = version ?? RuneFramework.versions.last ?? ""
    guard let modules = RuneFramework.modules(version: version) else {
      throw FatalError(
        "there is no version `\(version)` of the framework: there are "
          + RuneFramework.versions.map { "`\($0)`" }.joined(separator: ", "))
    }
    guard let output else {
      let texts = modules.map { "# \($0.name)\n\n" + String(decoding: $0.bytes, as: UTF8.self) }
      return try Terminal.printOutput(texts.joined(separator: "\n"))
    }
    for module in modules {
      let path = output + "/" + module.name
      let folder = (path as NSString).deletingLastPathComponent
      do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
        throw FatalError("cannot make the folder \(folder): \(error.localizedDescription)")
      }
      if let problem = OutputFile.write(module.bytes, to: path) { throw FatalError(problem) }
      Terminal.printError(path)
    }
  }
}
