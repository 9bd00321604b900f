import ArgumentParser
import AuditStore
import Rego
import Testing

@testable import mpe

struct FlagShapeTests {
  /// Every command that takes flags, with its path.
  static func commands() -> [CommandNode] {
    func below(_ node: CommandNode) -> [CommandNode] {
      node.hasChildren ? node.children.flatMap(below) : (node.type is any FlaggedCommand.Type ? [node] : [])
    }
    return below(CommandNode(type: MPECommand.self))
  }

  @Test("the shapes of flags are those that the argument parser knows")
  func agreement() throws {
    #expect(
      Self.commands().map(\.name) == [
        "decision",
        "decisions",
        "mapper",
        "envoy",
        "explain",
        "serve",
        "health",
        "build",
        "lint",
        "version",
      ])
    for command in Self.commands() {
      let dump = try Document(json: command.type._dumpHelp())
      var declared: [String: String] = [:]
      for argument in dump.value["command"]["arguments"].items {
        let name = argument["preferredName"]["name"].string ?? ""
        guard name != "help", name != "version" || command.name == "version" else { continue }
        let kind = argument["kind"].string == "flag" ? "boolean" : "value"
        declared[name] = argument["isRepeating"].boolean == true ? "list" : kind
      }
      let shapes = Dictionary(uniqueKeysWithValues: command.flags.map { ($0.name, "\($0.kind)") })
      #expect(shapes == declared, "\(command.name)")
    }
  }

  @Test(
    "reads durations",
    arguments: [("250ms", 250_000_000), ("10s", 10_000_000_000), ("1.5m", 90_000_000_000), ("0s", 0)])
  func durations(text: String, nanoseconds: Int64) {
    #expect(TimeSpan(argument: text)?.nanoseconds == nanoseconds)
  }

  @Test(
    "reads sizes", arguments: [("4MiB", 4_194_304), ("64KiB", 65536), ("1000", 1000), ("2kB", 2000), ("1GiB", 1 << 30)])
  func sizes(text: String, bytes: Int) {
    #expect(ByteSize(argument: text)?.bytes == bytes)
  }

  @Test("reads numbers", arguments: [("512", 512), ("20k", 20_000), ("10M", 10_000_000)])
  func numbers(text: String, number: Int) {
    #expect(Count(argument: text)?.number == number)
  }

  @Test(
    "refuses what is no quantity",
    arguments: ["", "s", "-1s", "1 s", "1e9999s", "１s", "1.2.3s", "0x10", "999999999999999999999"])
  func noQuantities(text: String) {
    #expect(TimeSpan(argument: text) == nil)
    #expect(ByteSize(argument: text) == nil)
    #expect(Count(argument: text) == nil)
  }

  @Test("defaults are shown as they are written")
  func defaults() {
    let help = MPECommand.helpMessage(for: ServeCommand.self, columns: 200)
    for text in ["(default: 9000)", "(default: 4MiB)", "(default: 150ms)", "(default: stdout)", "(default: 10M)"] {
      #expect(help.contains(text))
    }
  }

  @Test("every flag of the server beyond the original's is a setting")
  func settings() {
    #expect(ServeOptions.flags.allSatisfy { $0.isSetting })
    let names = ServeOptions.flags.map { Setting.variableName($0.name) }
    #expect(names.contains("MPE_RECORD_OVERFLOW") && names.contains("MPE_MAX_INSTRUCTIONS"))
    // Kubernetes sets MPE_PORT itself, for a service that is called mpe.
    #expect(!names.contains("MPE_PORT"))
  }
}
