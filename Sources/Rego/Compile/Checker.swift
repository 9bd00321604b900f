/// Runs the compile stages over modules and queries.
struct Checker {
  let compiler: Compiler

  init(_ compiler: Compiler) { self.compiler = compiler }

  func check(_ modules: [Module], data: Value) throws(Diagnostics) -> CheckedProgram {
    throw Diagnostics([Diagnostic(.compile, "not written yet", at: .none)])
  }

  /// A query against checked modules.
  func check(query: Body, against program: CheckedProgram) throws(Diagnostics) -> CheckedQuery {
    throw Diagnostics([Diagnostic(.compile, "not written yet", at: .none)])
  }
}
