import Testing

@testable import mpe

/// The command line as the reference takes it.
@Suite struct ArgumentTests {
  @Test(
    "arguments are brought into one form",
    arguments: [
      (["version"], ["version"]),
      (["test", "decision", "-b", "a", "-i", "-"], ["test", "decision", "--bundle=a", "--input=-"]),
      (["test", "decision", "-bundle", "a,b", "--bundle=c"], ["test", "decision", "--bundle=a", "--bundle=b", "--bundle=c"]),
      (["--trace", "test", "decision"], ["test", "decision", "--trace"]),
      (["-t", "test", "--pretty-log", "decision"], ["test", "decision", "--trace", "--pretty-log"]),
      (["test", "decision", "--trace=true", "-pretty-log=false"], ["test", "decision", "--trace"]),
      (["--trace-filter", "a,b", "version"], ["version", "--trace-filter=a", "--trace-filter=b"]),
      (["test", "mapper", "--opa-flags", "--strict"], ["test", "mapper", "--opa-flags=--strict"]),
      (["serve", "--port=9", "-p", "envoy"], ["serve", "--port=9", "--protocol=envoy"]),
      ([], ["--help"]), (["test"], ["test", "--help"]), (["help"], ["--help"]),
      (["help", "test", "decision"], ["test", "decision", "--help"]), (["test", "mapper", "-h"], ["test", "mapper", "--help"]),
      (["rego", "eval", "-d", "x", "--format=json", "1"], ["rego", "eval", "-d", "x", "--format=json", "1"]),
      (["test", "decision", "extra", "--", "-x"], ["test", "decision"]),
    ])
  func normalises(_ arguments: [String], _ normalised: [String]) throws {
    #expect(try ArgumentNormaliser.normalise(arguments) == normalised)
  }

  @Test(
    "what is not understood is said in the reference's words",
    arguments: [
      (["zzz"], .unknownCommand("zzz")), (["test", "zzz"], .unknownCommand("zzz")),
      (["--version"], .usage("flag provided but not defined: -version", command: [])),
      (
        ["test", "decision", "--no-opa-flags"],
        .usage("flag provided but not defined: -no-opa-flags", command: ["test", "decision"])
      ),
      (["serve", "--port", "x"], .usage("invalid value \"x\" for flag -port: not a whole number", command: ["serve"])),
      (["version", "--trace=7"], .usage("invalid value \"7\" for flag -trace: not a boolean", command: ["version"])),
      (["test", "decision", "-i"], .usage("flag needs an argument: -i", command: ["test", "decision"])),
    ] as [([String], ArgumentNormaliser.Failure)])
  func refuses(_ arguments: [String], _ failure: ArgumentNormaliser.Failure) {
    #expect(throws: failure) { try ArgumentNormaliser.normalise(arguments) }
  }

  @Test(
    "durations and sizes are read as people write them",
    arguments: [("250ms", 250_000_000), ("10s", 10_000_000_000), ("1.5m", 90_000_000_000), ("7ns", 7)])
  func readsDurations(_ text: String, _ nanoseconds: Int64) throws {
    #expect(try Quantity.nanoseconds(text, flag: "f") == nanoseconds)
  }

  @Test("sizes have units", arguments: [("4MiB", 4_194_304), ("64KiB", 65_536), ("1000", 1_000), ("1kB", 1_000)])
  func readsSizes(_ text: String, _ bytes: Int) throws {
    #expect(try Quantity.bytes(text, flag: "f") == bytes)
  }

  @Test("what is no quantity is refused", arguments: ["", "10", "s", "-1s", "1x", "1e3s", "9999999999h"])
  func refusesDurations(_ text: String) {
    #expect(throws: FatalError.self) { try Quantity.nanoseconds(text, flag: "f") }
  }

  @Test(
    "the flags for Rego choose its version",
    arguments: [
      ("", false, nil, true, nil), ("--V0-Compatible", false, nil, true, nil), ("", true, nil, false, nil),
      ("--strict", false, nil, true, "Unrecognized OPA flags '--strict', defaulting to v0"),
      ("", false, "--x", true, "Unrecognized OPA flags '', defaulting to v0"),
      ("", false, "a --v0-compatible", true, nil), ("--strict", true, nil, false, nil),
    ] as [(String, Bool, String?, Bool, String?)])
  func choosesVersion(_ flags: String, _ isOff: Bool, _ environment: String?, _ isV0: Bool, _ warning: String?) {
    var warnings: [String] = []
    let version = OPAFlags.version(flags: flags, isOff: isOff, environment: environment) { warnings.append($0) }
    #expect((version == .v0) == isV0)
    #expect(warnings.first == warning)
  }
}
