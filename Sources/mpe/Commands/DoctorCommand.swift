import ArgumentParser
import MeshDoctor

/// `mpe doctor FILE…`: prints what contradicts what in a proxy's configuration and the policies beside it.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Find contradictions between Envoy's or Istio's configuration and the policies.",
    discussion: """
      A file is an Envoy configuration, a config dump of its admin interface, YAML of Istio or Kubernetes, or a \
      PolicyDomain: its content tells. Give all that belongs together: mpe doctor envoy.yaml istio.yaml domain.yaml.

      Exit status: 0 when there is no error, 1 when there is one, 2 when an option makes no sense.
      """)
  /// The exit code for options that make no sense.
  static let wrongUsage: Int32 = 2
  /// Config dumps of large meshes are large.
  static let bytesMax = 128 << 20

  enum Format: String, ExpressibleByArgument, CaseIterable { case pretty, json }

  @Option(
    name: .customLong("envoy"),
    help: ArgumentHelp("A file that is Envoy's, whatever it looks like. Repeatable.", valueName: "file"))
  var envoy: [String] = []

  @Option(
    name: [.short, .customLong("bundle")],
    help: ArgumentHelp("A PolicyDomain, or a directory of them. Repeatable.", valueName: "file"))
  var bundle: [String] = []

  @Option(
    name: .customLong("listen"),
    help: ArgumentHelp(
      "Where mpe listens: tcp:HOST:PORT, unix:/PATH or :PORT. Repeatable. Without it what a container of Kubernetes says.",
      valueName: "address"))
  var listen: [String] = []

  @Option(help: "pretty or json.")
  var format = Format.pretty

  @OptionGroup var rego: RegoVersionOptions

  @Argument(help: ArgumentHelp("Files, directories, patterns, or - for standard input.", valueName: "file"))
  var files: [String] = []

  func run() throws {
    let listeners = try listen.map { text in
      guard let place = ListenPlace(text) else {
        throw Self.usage("`--listen \(text)` is no address: write `tcp:HOST:PORT`, `unix:/PATH` or `:PORT`")
      }
      return place
    }
    guard !(files + envoy + bundle).isEmpty else {
      throw Self.usage("there is nothing to look at: name files, such as `mpe doctor envoy.yaml domain.yaml`")
    }
    let doctor = MeshDoctor(listeners: listeners, version: rego.version)
    let report = doctor.examine(try inputs(), readFile: HostFiles.read)
    switch format {
    case .json: try Terminal.printOutput(MeshJSON(report).text)
    case .pretty: try Terminal.printOutput(MeshText(report, style: TerminalStyle.forFinding).text)
    }
    if report.hasErrors { throw ExitCode(CommandLineTool.failure) }
  }

  /// Every file once.
  private func inputs() throws -> [MeshFile] {
    var seen: Set<String> = []
    var inputs: [MeshFile] = []
    let groups: [([String], MeshFile.Role, String)] = [
      (envoy, .envoy, "--envoy"), (bundle, .domain, "--bundle"), (files, .any, "FILE"),
    ]
    for (paths, role, flag) in groups {
      for path in try BundlePaths.expand(paths, flag: flag) where seen.insert(path).inserted {
        let isInput = path == StandardInput.name
        let reading = FileReading(isInput ? "/dev/stdin" : path, bytesMax: Self.bytesMax)
        inputs.append(
          MeshFile(name: isInput ? "<stdin>" : path, content: reading.read(), role: role, isNamed: paths.contains(path))
        )
      }
    }
    return inputs
  }

  private static func usage(_ message: String) -> ExitCode {
    Terminal.printFatal(message)
    return ExitCode(wrongUsage)
  }
}
