import Rego

/// References to parts of the PORC that no policy ever sees.
struct UndefinedInput: RegoRule {
  let id = "undefined-input"
  let category = LintCategory.decisions
  let severity = LintFinding.Severity.warning
  let summary = "A part of the input that is never there makes its condition fail for every request."

  private static let members = ["principal", "operation", "resource", "context"]
  private static let resource: Set<String> = ["id", "owner", "group", "annotations", "classification"]
  private static let others = [
    "subject": "principal", "user": "principal", "principle": "principal", "action": "operation",
    "ressource": "resource",
  ]

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    guard !module.isMapper else { return }
    for site in module.index.references where site.steps.count > 1 && site.steps[0].isVariable("input") {
      guard let name = site.steps[1].stringValue else { continue }
      if let near = Self.near(name) {
        report(
          finding(
            "`input.\(name)` is no part of what policies are given", at: site.location, in: module,
            remedy: "did you mean `input.\(near)`?"))
      } else if name == "resource", site.steps.count > 2, let part = site.steps[2].stringValue,
        !Self.resource.contains(part)
      {
        report(
          finding(
            "`input.resource.\(part)` is never there: a resource has `id`, `owner`, `group`, `annotations` and `classification`",
            at: site.location, in: module, remedy: "pass it in `annotations` or in `context`"))
      }
    }
  }

  /// The member that a name is a slip of; other names may be there.
  private static func near(_ name: String) -> String? {
    if members.contains(name) { return nil }
    if name == "principle" || name == "ressource" { return others[name] }
    return members.first { EditDistance.isSlip(name, of: $0) }
  }
}

/// How far names are apart.
enum EditDistance {
  /// Whether one letter too many, too few, wrong or swapped makes the one of the other.
  static func isSlip(_ text: String, of word: String) -> Bool {
    let (a, b) = (Array(text.utf8), Array(word.utf8))
    guard a != b, abs(a.count - b.count) <= 1 else { return false }
    let head = zip(a, b).prefix { $0 == $1 }.count
    let tail = zip(a.reversed(), b.reversed()).prefix { $0 == $1 }.count
    let isOne = head + tail >= max(a.count, b.count) - 1
    let isSwap = a.count == b.count && head + tail >= a.count - 2 && a[head] == b[head + 1] && a[head + 1] == b[head]
    return isOne || isSwap
  }
}
