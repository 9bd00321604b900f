/// Runs the compile stages over modules and queries.
///
/// The stages follow the reference in order and meaning; when one of them has findings, those after it do not run.
struct Checker {
  let compiler: Compiler

  init(_ compiler: Compiler) { self.compiler = compiler }

  private typealias Stage = (Compilation) -> Void

  func check(_ modules: [Module], data: Value) throws(Diagnostics) -> CheckedProgram {
    let unit = Compilation(modules, compiler: compiler)
    for stage in Checker.stages + [
      { RuleConflicts.run($0, data: $0.compiler.refusesDataConflicts ? data : .undefined) }
    ] + Checker.stagesAfterConflicts {
      stage(unit)
      if !unit.findings.all.isEmpty { throw Diagnostics(unit.findings.all) }
    }
    return CheckedProgram(modules: unit.modules, tree: unit.tree, types: unit.types, writtenNames: unit.locals.written)
  }

  private static let stages: [@Sendable (Compilation) -> Void] = [
    RuleTypes.readInput,
    ReferenceResolver.run,
    ImportChecks.reportKeywordOverrides,
    ImportChecks.reportDuplicates,
    HeadReferences.run,
    { $0.tree = RuleTree($0.modules) },
    RuleLocals.run,
    TestCaseCalls.run,
    TemplateStrings.run,
    PrintCalls.checkVoidCalls,
    PrintCalls.run,
    CallHoisting.run,
    AnnotationIndex.reportRedeclared,
    MetadataCalls.run,
    EvaluatedHeads.moveFromComprehensions,
    EvaluatedHeads.moveFromRules,
    WithModifiers.run,
  ]

  private static let stagesAfterConflicts: [@Sendable (Compilation) -> Void] = [
    UndefinedFunctions.run,
    SafetyChecks.checkHeads,
    SafetyChecks.orderBodies,
    OperandRewriting.unifyComparisons,
    OperandRewriting.evaluateOperands,
    Recursion.run,
    RuleTypes.run,
    BuiltinChecks.reportUnsafe,
    BuiltinChecks.reportDeprecated,
  ]

  /// A query against checked modules.
  /// - Parameters:
  ///   - package: the path of the package whose rules the query may call by their names: `[data, "a", "b"]`.
  ///   - imports: what else it may name.
  func check(
    query: Body, against program: CheckedProgram, package: [Term] = [], imports: [Import] = []
  ) throws(Diagnostics) -> CheckedQuery {
    var checker = QueryChecker(compiler, program)
    var resolver = ReferenceResolver(query: query, package: package, imports: imports, program: program)
    return try checker.check(query, &resolver)
  }
}
