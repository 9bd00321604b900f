import Rego
import TestSupport
import Testing

/// The project's own cases for built-ins, as far as the engine has these built-ins by itself.
struct BuiltinFixtureTests {
  /// What the compiler knows without a registry.
  static let ofTheLanguage: Set = ["eq", "assign", "print"]

  @Test(arguments: BuiltinFixtures.files)
  func `own cases pass`(file: String) throws {
    for item in try BuiltinFixtures.cases(in: file) {
      guard let name = item.builtin else { continue }
      guard BuiltinRegistry.standard.byName[name] != nil || Self.ofTheLanguage.contains(name) else { continue }
      let failure =
        item.failure(builtins: .standard, zoneFile: BuiltinFixtures.zoneFile) ?? item.strictFailure(builtins: .standard)
      if let failure { Issue.record("\(item.key) \(item.note): \(failure)") }
    }
  }
}
