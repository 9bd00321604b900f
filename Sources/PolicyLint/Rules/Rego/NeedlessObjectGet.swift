import Rego

/// `object.get(input, "admin", false)` as a condition.
struct NeedlessObjectGet: RegoRule {
  let id = "needless-object-get"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A condition on something that is missing fails by itself: no default has to make it fail."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where site.role == .statement {
      if site.name == "object.get", site.arguments.count == 3, site.arguments[2].booleanValue == false {
        report(needless(site.arguments, at: site.location, in: module))
      }
      guard site.name == "equal", site.arguments.count == 2 else { continue }
      for (side, other) in [(0, 1), (1, 0)] {
        guard let get = site.arguments[side].call(of: "object.get"), get.count == 3, get[2].isConstant,
          site.arguments[other].isConstant, get[2].description != site.arguments[other].description
        else { continue }
        report(needless(get, at: site.location, in: module))
      }
    }
  }

  private func needless(_ get: [Term], at location: Location, in module: LintedModule) -> LintFinding {
    let path = get[1].stringValue.map { Term(.reference(get[0].path + [Term(.string($0), at: .none)]), at: .none) }
    return finding(
      "the default `\(get[2])` only makes the condition fail, as a missing value would", at: location, in: module,
      remedy: path.map { "ask for `\($0)`" } ?? "ask for the member itself")
  }
}
