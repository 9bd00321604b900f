import ArgumentParser
import Rego

/// `mpe rego capabilities`: prints what policies may use, in the form that `--capabilities` takes.
struct RegoCapabilitiesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "capabilities", abstract: "Print what of the language and of its built-ins policies may use.")

  @Flag(name: .customLong("current"), help: "Of this program: the default.")
  var isCurrent = false

  @Flag(name: [.customLong("v0"), .customLong("v0-compatible")], help: "For modules in Rego v0.")
  var isV0 = false

  func run() {
    let arena = Arena(bytesKept: .max)
    let builtins = Host.builtins
    let current = Capabilities.current(for: isV0 ? .v0 : .v1, builtins: builtins)
    print(JSONWriter.pretty(current.document(builtins, in: arena), escaping: .html))
  }
}
