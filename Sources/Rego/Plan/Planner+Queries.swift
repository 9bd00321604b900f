extension Planner {
  /// Plans a query as a function whose result is an array of rows: the bindings' values in their order, then the
  /// expressions' values in theirs.
  func planQuery(_ query: CheckedQuery) -> Int {
    functions.append(FunctionBuilder(name: ""))
    let function = functions.count - 1
    begin("query")
    let rows = builder.register()
    let end = Label()
    builder.emit(.beginArray, a: rows)
    failLabel = end
    let checks = query.expressions.count > 1 || query.body.contains { $0.iterates }
    var captured: [Int: Operand] = [:]
    for (index, expression) in query.body.enumerated() {
      if query.expressions.contains(where: { $0.index == index }) {
        captured[index] = planCaptured(expression, checking: checks)
      } else {
        planExpression(expression)
      }
    }
    let undefined = builder.constant(.null)
    let operands =
      query.bindings.map { variables[$0.variable] ?? undefined }
      + query.expressions.map { captured[$0.index] ?? undefined }
    let row = builder.register()
    builder.emit(.makeArray, a: row, b: contiguous(operands), c: builder.field(operands.count))
    builder.emit(.append, a: rows, b: row)
    builder.emit(.jump, to: failLabel)
    builder.place(end)
    builder.emit(.finishArray, a: rows)
    builder.emit(.return, a: rows)
    finish(function, at: query.expressions.first?.location ?? .none)
    planKeyed()
    return function
  }
}
