import Rego

/// `input.roles[_] == "admin"`.
struct UseInOperator: RegoRule {
  let id = "use-in-operator"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "`x in xs` says that something is in a collection, where `xs[_] == x` has to be recognised."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    guard module.knowsIn else { return }
    for site in module.index.bodies {
      // A comprehension counts how often.
      if case .comprehension = site.owner { continue }
      for expression in site.body {
        guard case .call(let function, let arguments) = expression.node, function.isVariable("equal"),
          arguments.count == 2, let side = arguments.firstIndex(where: isMembers)
        else { continue }
        let item = arguments[1 - side]
        guard !item.variableNames.contains(where: { $0.hasPrefix("$") }), !isMembers(item), item.hasExactText else {
          continue
        }
        report(
          finding(
            "`==` with every element of `\(arguments[side])`", at: expression.location, in: module,
            remedy: "write `in`", fix: fix(item, arguments[side], arguments, in: module)))
      }
    }
  }

  /// `xs[_]` with no other loop in it.
  private func isMembers(_ term: Term) -> Bool {
    guard case .reference(let steps) = term.node, steps.count > 1, let last = steps.last, last.isWildcard else {
      return false
    }
    return steps.dropFirst().dropLast().allSatisfy { !$0.isWildcard } && term.hasExactText
  }

  private func fix(_ item: Term, _ members: Term, _ sides: [Term], in module: LintedModule) -> LintFinding.Fix? {
    guard case .reference(let steps) = members.node, let last = steps.last else { return nil }
    let open = module.skipSpaceBackwards(from: last.location.offset)
    guard open > 0, module.bytes[open - 1] == UInt8(ascii: "[") else { return nil }
    let collection = module.text(members.location.offset..<open - 1)
    let range = sides[0].location.offset..<sides[1].location.end
    let value = module.text(item.location.offset..<item.location.end)
    guard !collection.contains("\n") else { return nil }
    return module.fix(range, "\(value) in \(collection)")
  }
}

extension LintedModule {
  /// Whether the module has the keyword `in`.
  var knowsIn: Bool {
    syntax.version == .v1
      || syntax.imports.contains { value in
        guard let name = Term(value.path.node, at: value.location).dottedName else { return false }
        return ["future.keywords", "future.keywords.in", "future.keywords.every"].contains(name)
      }
  }
}
