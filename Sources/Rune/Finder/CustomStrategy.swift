internal import Rego

/// A strategy that a bundle brings: a function below `rune.strategies`.
struct CustomStrategy: Sendable {
  /// What manifests call it by: `two_of_three`, and `two-of-three` too.
  let names: [String]
  /// The names of the function below `data`.
  let function: [String]
  /// 1: it takes an object with `allows` and `denies`; 2: it takes both.
  let argumentCount: Int

  static let builtIn = ["default-allow", "default-allow-overrule", "default-deny", "default-deny-overrule"]

  /// The strategies of packages, in the order of their names, and what is wrong with them.
  static func all(of packages: [PackageRules]) -> (strategies: [CustomStrategy], findings: [BundleFinding]) {
    var found: [String: CustomStrategy] = [:]
    var findings: [BundleFinding] = []
    func add(_ name: String, _ function: [String], _ rules: PackageRules) {
      guard let last = function.last, let count = rules.arity(last), count == 1 || count == 2 else { return }
      let dashed = name.replacing("_", with: "-")
      let location = rules.rules[last]?.first?.location ?? .none
      let names = name == dashed ? [name] : [dashed, name]
      if let taken = names.first(where: builtIn.contains) {
        findings.append(
          BundleFinding(.error, "`\(taken)` is a strategy of the framework: call this function otherwise", at: location)
        )
      } else if let other = found[dashed] {
        findings.append(
          BundleFinding(
            .error,
            "there are two strategies `\(dashed)`: `data.\(other.function.joined(separator: "."))` is the other",
            at: location))
      } else {
        found[dashed] = CustomStrategy(names: names, function: function, argumentCount: count)
      }
    }
    for package in packages where package.path.starts(with: ["rune", "strategies"]) {
      if package.path.count == 2 {
        for name in package.rules.keys.sorted() { add(name, package.path + [name], package) }
      } else if package.path.count == 3 {
        add(package.path[2], package.path + ["allow"], package)
      }
    }
    return (found.sorted { $0.key < $1.key }.map(\.value), findings)
  }
}
