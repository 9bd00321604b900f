import ArgumentParser
import AuditStore
import Foundation
import PolicyEngine

/// `mpe test decision`: decides about one PORC and prints the record. Granted and denied both exit 0.
struct TestDecisionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decision", abstract: "Decide about a PORC and print the AccessRecord.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var bundles: BundleOptions
  @OptionGroup var input: InputOptions

  @Option(name: .customLong("test"), help: .hidden)
  var test: String?

  func run() throws {
    // There are no flags for Rego here, but the environment's are looked at all the same.
    let version = OPAFlags.version(
      flags: "", isOff: false, environment: ProcessInfo.processInfo.environment[OPAFlags.environmentName],
      warn: Terminal.printWarning)
    let policy = try LoadedPolicy.load(bundles.bundle, version: version)
    let porc = try HostFiles.readInput(input.input)
    try RecordPrinter(policy, isPretty: global.prettyLog).print { point in
      try porc.withUnsafeBufferPointer { try point.authorize(json: $0) }
    }
  }
}

/// Prints the record of one decision on standard output.
struct RecordPrinter {
  private let policy: LoadedPolicy
  private let isPretty: Bool

  init(_ policy: LoadedPolicy, isPretty: Bool) {
    self.policy = policy
    self.isPretty = isPretty
  }

  func print(_ decide: (DecisionPoint) throws -> Decision) throws {
    let sink = try RecordDestination.standardOutput.open(onEvent: { Terminal.printFatal("records: \($0)") })
    defer { sink.close(timeoutNanoseconds: 10_000_000_000) }
    let point = DecisionPoint(
      store: SnapshotStore(policy.snapshot), sink: sink, options: policy.options, isPretty: isPretty,
      environment: SystemEnvironment.make)
    do { _ = try decide(point) } catch let error as EngineError { throw FatalError(error.message) }
  }
}
