import PolicyDomain

extension Explanation {
  /// How parts of the text look.
  public enum Style: Sendable {
    case plain, strong, good, bad, faint
  }

  /// The explanation for people, several lines.
  /// - Parameter style: dresses a piece of text, such as with a terminal's colours.
  public func text(style: @escaping (String, Style) -> String = { text, _ in text }) -> String {
    var writer = ExplanationTextWriter(style: style)
    writer.write(self)
    return writer.lines.joined(separator: "\n") + "\n"
  }
}

/// Writes explanations for people.
private struct ExplanationTextWriter {
  let style: (String, Explanation.Style) -> String
  private(set) var lines: [String] = []

  init(style: @escaping (String, Explanation.Style) -> String) { self.style = style }

  private mutating func line(_ indent: Int, _ text: String) {
    lines.append(String(repeating: " ", count: indent) + text)
  }

  private func verdict(_ granted: Bool) -> String { granted ? style("✓", .good) : style("✗", .bad) }

  private func place(_ position: SourcePosition?) -> String { position.map { style("\($0)", .faint) } ?? "" }

  private func at(_ position: SourcePosition?) -> String { position == nil ? "" : " at " + place(position) }

  // MARK: Decision

  mutating func write(_ explanation: Explanation) {
    var head = explanation.allowed ? style("GRANT", .good) : style("DENY", .bad)
    if !explanation.operation.isEmpty { head += "  " + style(explanation.operation, .strong) }
    if !explanation.resource.isEmpty { head += " on " + style(explanation.resource, .strong) }
    if !explanation.phases.isEmpty {
      head += ", " + (explanation.subject.isEmpty ? "by nobody" : "by \(explanation.subject)")
    }
    line(0, head)
    line(0, explanation.reason)
    if let mapper = explanation.mapper { write(mapper) }
    for phase in explanation.phases { write(phase, in: explanation) }
    if !explanation.allowed { write(explanation.remedies, isPORC: !explanation.phases.isEmpty) }
    for problem in explanation.problems {
      lines.append("")
      line(0, style("internal error: \(problem)", .bad))
    }
  }

  private mutating func write(_ mapper: MapperExplanation) {
    lines.append("")
    line(0, "\(style("MAPPER", .strong))    `\(mapper.name)` of `\(mapper.domain)`\(at(mapper.position))")
    if let failure = mapper.failure { line(2, "\(verdict(false)) \(failure)") }
    if let policy = mapper.policy { writeRules(policy, granted: false, 4) }
  }

  private mutating func write(_ phase: PhaseExplanation, in explanation: Explanation) {
    lines.append("")
    let name = phase.phase.name.padded(to: 9)
    let outcome =
      switch phase.outcome {
      case .granted: style("granted", .good)
      case .denied: style("denied", .bad)
      case .deferred: style("left open", .plain)
      case .overridden: style("overridden", .faint)
      }
    line(0, "\(style(name, .strong)) \(outcome)  \(phase.summary)")
    for entity in phase.entities.prefix(Self.entitiesMax) {
      // What granted does not explain a denial, nor does what did not count.
      let isBrief = phase.outcome == .overridden || (entity.granted && !explanation.allowed)
      write(entity, isBrief: isBrief)
    }
    if phase.entities.count > Self.entitiesMax {
      line(2, "and \(phase.entities.count - Self.entitiesMax) more")
    }
  }

  /// Entities of a phase that are shown.
  private static let entitiesMax = 50

  private mutating func write(_ entity: EntityExplanation, isBrief: Bool) {
    let ways = entity.ways.isEmpty ? "" : " (\(entity.ways.joined(separator: ", ")))"
    let mark = entity.kind == .operation && entity.granted ? "·" : verdict(entity.granted)
    line(2, "\(mark) \(entity.kind.words) `\(entity.id)`\(ways)\(at(entity.selector?.position ?? entity.position))")
    if let failure = entity.failure { line(4, failure) }
    guard let policy = entity.policy else { return }
    line(
      4,
      "policy `\(policy.mrn)` says \(style(policy.value ?? "nothing", .strong))\(at(policy.rule?.position ?? policy.position))"
    )
    if isBrief { return }
    writeRules(policy, granted: entity.granted, 4)
  }

  // MARK: Rules

  private mutating func writeRules(_ policy: PolicyExplanation, granted: Bool, _ indent: Int) {
    if let rule = policy.rule {
      if rule.isDefault { line(indent, "which is its default") }
      for expression in rule.expressions { write(expression, indent, failed: false) }
    }
    for rule in policy.candidates { writeFailure(rule, indent) }
    if let note = policy.note { line(indent, note) }
  }

  private mutating func writeFailure(_ rule: RuleExplanation, _ indent: Int) {
    let tried = rule.attempts > 1 ? ", tried \(rule.attempts) times" : ""
    line(indent, "\(verdict(false)) the rule\(at(rule.position)) does not hold\(tried)")
    if rule.expressions.isEmpty { line(indent + 2, "the arguments do not fit") }
    var last: SourcePosition?
    for expression in rule.expressions {
      write(expression, indent + 2, failed: true, isRepeated: last != nil && last == expression.position)
      last = expression.position
    }
  }

  private mutating func write(
    _ expression: ExpressionExplanation, _ indent: Int, failed: Bool, isRepeated: Bool = false
  ) {
    if isRepeated {
      line(indent, "or")
    } else {
      let text = expression.text.split(separator: "\n").map { $0.trimmed }.joined(separator: " ")
      line(indent, "\(failed ? verdict(false) + " " : "")\(style(text, .strong))\(at(expression.position))")
    }
    let shown = expression.values.filter { $0.text != expression.text || $0.value != "true" }
    let width = shown.map(\.text.count).max() ?? 0
    for value in shown {
      let text = value.text.split(separator: "\n").map { $0.trimmed }.joined(separator: " ")
      let value = value.value.map { "= \($0)" } ?? style("is undefined", .bad)
      line(indent + 4, "\(text.padded(to: min(width, 60))) \(value)")
    }
    for inner in expression.inner { write(inner, indent + 4, failed: true) }
    for document in expression.because { write(document, indent + 4) }
  }

  private mutating func write(_ document: DocumentExplanation, _ indent: Int) {
    line(indent, "because `\(document.name)` is \(document.value ?? "undefined"):")
    for rule in document.rules {
      if rule.value == nil {
        writeFailure(rule, indent + 2)
      } else {
        line(indent + 2, "by the rule\(at(rule.position))")
        for expression in rule.expressions { write(expression, indent + 4, failed: false) }
      }
    }
  }

  // MARK: Remedies

  private mutating func write(_ remedies: RemedyList, isPORC: Bool) {
    guard isPORC, !remedies.sets.isEmpty || remedies.note != nil else { return }
    lines.append("")
    if !remedies.sets.isEmpty {
      let title = remedies.sets.count == 1 ? "It would be granted so:" : "It would be granted by any of these:"
      line(0, style(title, .strong))
    }
    for (index, remedy) in remedies.sets.enumerated() {
      let number = "\(index + 1).".padded(to: remedies.sets.count > 9 ? 3 : 2)
      for (position, change) in remedy.changes.enumerated() {
        line(2, position == 0 ? "\(number) \(change.text)" : "   and \(change.text)")
      }
    }
    if let note = remedies.note { line(remedies.sets.isEmpty ? 0 : 2, note) }
  }
}

extension DomainEntity.Kind {
  fileprivate var words: String { self == .resourceGroup ? "resource group" : rawValue }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

extension Substring {
  fileprivate var trimmed: String {
    var text = drop { $0 == " " || $0 == "\t" }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return String(text)
  }
}
