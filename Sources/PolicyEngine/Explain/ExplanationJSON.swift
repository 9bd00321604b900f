import PolicyDomain
import Rego

extension Explanation {
  /// The explanation as a JSON object, its keys sorted. Members that have nothing to say are left out.
  /// - Parameter isPretty: spread it over lines.
  public func json(isPretty: Bool = false) -> String {
    Document { arena in ExplanationWriter(arena).value(self) }.withValue { value in
      isPretty ? JSONWriter.pretty(value) : JSONWriter.string(value)
    }
  }
}

/// Makes the JSON of explanations.
private struct ExplanationWriter {
  private let arena: Arena

  init(_ arena: Arena) { self.arena = arena }

  func value(_ explanation: Explanation) -> Value {
    object {
      $0.set("decision", text(explanation.allowed ? "GRANT" : "DENY"))
      $0.set("reason", text(explanation.reason))
      set("override", explanation.override, &$0)
      setIfAny("subject", explanation.subject, &$0)
      setIfAny("operation", explanation.operation, &$0)
      setIfAny("resource", explanation.resource, &$0)
      if let mapper = explanation.mapper { $0.set("mapper", value(mapper)) }
      if !explanation.porc.isEmpty { $0.set("porc", parsed(explanation.porc)) }
      $0.set("phases", list(explanation.phases, value))
      if !explanation.allowed { $0.set("remedies", value(explanation.remedies)) }
      if !explanation.problems.isEmpty { $0.set("problems", list(explanation.problems, text)) }
    }
  }

  // MARK: Parts

  private func value(_ mapper: MapperExplanation) -> Value {
    object {
      $0.set("domain", text(mapper.domain))
      $0.set("name", text(mapper.name))
      set("position", mapper.position, &$0)
      set("failure", mapper.failure, &$0)
      if let policy = mapper.policy { $0.set("policy", value(policy)) }
    }
  }

  private func value(_ phase: PhaseExplanation) -> Value {
    object {
      $0.set("phase", text(phase.phase.name))
      $0.set("outcome", text(phase.outcome.rawValue))
      $0.set("summary", text(phase.summary))
      $0.set("entities", list(phase.entities, value))
    }
  }

  private func value(_ entity: EntityExplanation) -> Value {
    object {
      $0.set("kind", text(entity.kind.rawValue))
      $0.set("id", text(entity.id))
      $0.set("decision", text(entity.granted ? "GRANT" : "DENY"))
      set("position", entity.position, &$0)
      if !entity.ways.isEmpty { $0.set("ways", list(entity.ways, text)) }
      if let selector = entity.selector { $0.set("selector", value(selector)) }
      if let policy = entity.policy { $0.set("policy", value(policy)) }
      if entity.code != .policyOutcome { $0.set("reasonCode", text(entity.code.name)) }
      set("reason", entity.failure, &$0)
    }
  }

  private func value(_ selector: SelectorExplanation) -> Value {
    object {
      setIfAny("entry", selector.entry, &$0)
      $0.set("pattern", text(selector.pattern))
      set("position", selector.position, &$0)
    }
  }

  private func value(_ policy: PolicyExplanation) -> Value {
    object {
      $0.set("mrn", text(policy.mrn))
      set("position", policy.position, &$0)
      set("value", policy.value, &$0)
      if let rule = policy.rule { $0.set("rule", value(rule)) }
      if !policy.candidates.isEmpty { $0.set("candidates", list(policy.candidates, value)) }
      set("note", policy.note, &$0)
    }
  }

  private func value(_ rule: RuleExplanation) -> Value {
    object {
      set("position", rule.position, &$0)
      if rule.isDefault { $0.set("default", .true) }
      set("value", rule.value, &$0)
      if !rule.expressions.isEmpty { $0.set("expressions", list(rule.expressions, value)) }
      if rule.attempts > 0 { $0.set("attempts", Value(rule.attempts)) }
    }
  }

  private func value(_ expression: ExpressionExplanation) -> Value {
    object {
      $0.set("text", text(expression.text))
      set("position", expression.position, &$0)
      let values = expression.values.map { named in
        object {
          $0.set("text", text(named.text))
          set("value", named.value, &$0)
        }
      }
      if !values.isEmpty { $0.set("values", arena.array(values)) }
      if !expression.because.isEmpty { $0.set("because", list(expression.because, value)) }
      if !expression.inner.isEmpty { $0.set("inner", list(expression.inner, value)) }
    }
  }

  private func value(_ document: DocumentExplanation) -> Value {
    object {
      $0.set("name", text(document.name))
      set("value", document.value, &$0)
      $0.set("rules", list(document.rules, value))
    }
  }

  private func value(_ remedies: RemedyList) -> Value {
    object {
      $0.set("sets", list(remedies.sets, value))
      $0.set("evaluations", Value(remedies.evaluations))
      set("note", remedies.note, &$0)
    }
  }

  private func value(_ remedy: Remedy) -> Value {
    object {
      let changes = remedy.changes.map { change in
        object {
          $0.set("kind", text(change.kind.rawValue))
          $0.set("text", text(change.text))
          if change.isExample { $0.set("example", .true) }
        }
      }
      $0.set("changes", arena.array(changes))
      $0.set("patch", parsed(remedy.patch))
      if let domain = remedy.domain { $0.set("domain", parsed(domain)) }
    }
  }

  private func value(_ position: SourcePosition) -> Value {
    object {
      $0.set("file", text(position.file))
      if position.line > 0 { $0.set("line", Value(position.line)) }
      if position.column > 0 { $0.set("column", Value(position.column)) }
    }
  }

  // MARK: Values

  private func object(_ fill: (inout ObjectBuilder) -> Void) -> Value {
    var builder = ObjectBuilder(arena)
    fill(&builder)
    return builder.finishSorted()
  }

  private func list<Element>(_ elements: [Element], _ value: (Element) -> Value) -> Value {
    arena.array(elements.map(value))
  }

  private func text(_ text: String) -> Value { arena.string(text) }

  private func parsed(_ json: String) -> Value {
    var json = json
    return json.withUTF8 { try? JSONReader.read($0, into: arena) } ?? .null
  }

  private func set(_ name: StaticString, _ value: String?, _ builder: inout ObjectBuilder) {
    if let value { builder.set(name, text(value)) }
  }

  private func setIfAny(_ name: StaticString, _ value: String, _ builder: inout ObjectBuilder) {
    if !value.isEmpty { builder.set(name, text(value)) }
  }

  private func set(_ name: StaticString, _ position: SourcePosition?, _ builder: inout ObjectBuilder) {
    if let position { builder.set(name, value(position)) }
  }
}
