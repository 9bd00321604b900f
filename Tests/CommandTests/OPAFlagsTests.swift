import Rego
import Testing

@testable import mpe

struct OPAFlagsTests {
  @Test(
    "chooses the language as the original does",
    arguments: [
      (String?.none, false, String?.none, RegoVersion.v0, 0), (nil, true, nil, .v1, 0), (nil, true, "--strict", .v1, 0),
      ("--v0-compatible", false, nil, .v0, 0), ("--V0-Compatible --strict", false, nil, .v0, 0),
      ("--strict", false, nil, .v0, 1), (nil, false, "--strict", .v0, 1), (nil, false, "--v0-compatible", .v0, 0),
      ("--v0-compatible", false, "--strict", .v0, 0),
    ])
  func version(flags: String?, isOff: Bool, environment: String?, version: RegoVersion, warnings: Int) {
    var told: [String] = []
    #expect(
      OPAFlags.version(flags: flags, isOff: isOff, environment: environment, warn: { told.append($0) }) == version)
    #expect(told == Array(repeating: "WARNING: Unrecognized OPA flags '--strict', defaulting to v0", count: warnings))
  }
}
