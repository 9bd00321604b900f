/// Stages: every variable of a head and of a body is bound, and bodies are in an order that binds them in time.
enum SafetyChecks {
  static func checkHeads(_ unit: Compilation) {
    for entry in unit.entries where RuleLocals.headMayHaveVariables(entry.rule.head) {
      let rule = entry.rule
      var known = rule.body.variables(skipping: .safety)
      known.formUnion(parameters(of: rule))
      var head = VariableCollector()
      head.collect(rule.head.reference.dropFirst())
      if let key = rule.head.key { head.collect(key) }
      if let value = rule.head.value { head.collect(value) }
      let names = head.names.subtracting(known).map(unit.locals.written).filter(unit.locals.isAuthored)
      for name in names.sorted() {
        unit.report(.unsafeVariable, "var \(LocalNames.printed(name)) is unsafe", at: rule.location)
      }
    }
  }

  static func orderBodies(_ unit: Compilation) {
    let functions = FunctionTable(unit.compiler, tree: unit.tree)
    for entry in unit.entries {
      var order = BodyOrder(arity: functions.arity(of:))
      order.order(&entry.rule.body, globals: OutputVariables.roots.union(parameters(of: entry.rule)))
      unit.findings.report(order.unsafe.findings(unit.locals))
    }
  }

  private static func parameters(of rule: Rule) -> Set<String> {
    var collector = VariableCollector()
    collector.collect(rule.head.arguments ?? [])
    return collector.names
  }
}
