extension RuneExplanation {
  /// How a part of the text looks where there are colours.
  public enum Style: Sendable {
    case plain, allow, deny, error, faint
  }

  /// A tree for people, each line with its end.
  /// - Parameter style: dresses a part of it in colours.
  public func text(style: @escaping (_ text: String, _ style: Style) -> String = { text, _ in text }) -> String {
    var tree = TreeText(style: style)
    let head = "bundle: \(tree.styled(result)) (\(printable(strategy)))"
    tree.print(
      Branch(head: head, note: decision.text, children: errorBranches(errors, tree) + branches(ruleSets, tree)))
    return tree.text
  }

  /// The result, what decided, and a line for each rule set of the bundle.
  /// - Parameter style: dresses a part of it in colours.
  public func summary(style: @escaping (_ text: String, _ style: Style) -> String = { text, _ in text }) -> String {
    var tree = TreeText(style: style)
    tree.print(
      Branch(
        head: "\(tree.styled(result)) (\(printable(strategy)))", note: decision.text,
        children: ruleSets.map { Branch(head: "\(printable($0.id)): \(tree.styled($0.result))") }))
    return tree.text
  }

  private func branches(_ outcomes: [RuleSetOutcome], _ tree: TreeText) -> [Branch] {
    outcomes.map { outcome in
      let name = outcome.name.map { ", \(printable($0))" } ?? ""
      let head = "\(printable(outcome.id))\(name): \(tree.styled(outcome.result)) (\(printable(outcome.strategy)))"
      let children =
        errorBranches(outcome.errors, tree) + branches(outcome.enforced, tree)
        + group("monitored: decides nothing", outcome.monitored, tree)
        + group("ignored: decides nothing", outcome.ignored, tree) + branches(outcome.ruleSets, tree)
      return Branch(head: head, note: outcome.decision.text, children: children)
    }
  }

  private func errorBranches(_ errors: [String], _ tree: TreeText) -> [Branch] {
    errors.map { Branch(head: "\(tree.styled("error"))  \(printable($0))") }
  }

  private func branches(_ results: Results, _ tree: TreeText) -> [Branch] {
    func lines(_ results: [Result], _ word: String) -> [Branch] {
      results.map { result in
        let message = result.message.isEmpty ? "" : "  \(printable(result.message))"
        return Branch(head: "\(tree.styled(word))  \(printable(result.id))\(message)")
      }
    }
    return lines(results.allows, "allow") + lines(results.denies, "deny")
  }

  private func group(_ title: String, _ results: Results, _ tree: TreeText) -> [Branch] {
    results.isEmpty ? [] : [Branch(head: tree.style(title, .faint), children: branches(results, tree))]
  }
}

private struct Branch {
  let head: String
  var note = ""
  var children: [Branch] = []
}

private struct TreeText {
  let style: (String, RuneExplanation.Style) -> String
  var text = ""

  init(style: @escaping (String, RuneExplanation.Style) -> String) { self.style = style }

  func styled(_ result: String) -> String {
    switch result {
    case "allow": style(result, .allow)
    case "deny": style(result, .deny)
    case "error": style(result, .error)
    default: style(printable(result), .plain)
    }
  }

  /// - Parameter indent: before every line but the first.
  mutating func print(_ branch: Branch, indent: String = "") {
    text += branch.head + "\n"
    if !branch.note.isEmpty {
      text += indent + (branch.children.isEmpty ? "   " : "│  ") + style(printable(branch.note), .faint) + "\n"
    }
    for (index, child) in branch.children.enumerated() {
      let isLast = index == branch.children.count - 1
      text += indent + (isLast ? "└─ " : "├─ ")
      print(child, indent: indent + (isLast ? "   " : "│  "))
    }
  }
}

/// What policies say, without what would move a terminal's cursor.
private func printable(_ text: String) -> String {
  var shown = ""
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
      shown += "\\u{\(String(scalar.value, radix: 16))}"
    default: shown.unicodeScalars.append(scalar)
    }
  }
  return shown
}
