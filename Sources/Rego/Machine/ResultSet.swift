extension PreparedQuery {
  /// The rows of a query as the reference prints them: `[{"expressions": [{"value", "text", "location"}],
  /// "bindings": {…}}]`.
  /// - Parameters:
  ///   - rows: what ``Evaluator/evaluate(_:input:)`` returned for this query.
  ///   - arena: where the result is made.
  public func resultSet(_ rows: Value, in arena: Arena) -> Value {
    var results = ArrayBuilder(arena, capacity: rows.count)
    for row in rows.items {
      let values = row.items
      var result = ObjectBuilder(arena)
      var expressionList = ArrayBuilder(arena)
      for (position, location) in expressions.enumerated() {
        expressionList.append(expression(values[bindings.count + position], location, arena))
      }
      result.set("expressions", expressionList.finish())
      if !bindings.isEmpty {
        var bound = ObjectBuilder(arena)
        for (position, name) in bindings.enumerated() { bound.set(arena.string(name), values[position]) }
        result.set("bindings", bound.finish())
      }
      results.append(result.finish())
    }
    return results.finish()
  }

  private func expression(_ value: Value, _ location: Location, _ arena: Arena) -> Value {
    var place = ObjectBuilder(arena)
    place.set("row", Value(location.row))
    place.set("col", Value(location.column))
    var expression = ObjectBuilder(arena)
    expression.set("value", value)
    expression.set("text", arena.string(location.text))
    expression.set("location", place.finish())
    return expression.finish()
  }
}

extension Diagnostic {
  /// `{"code", "message", "location": {"file", "row", "col"}}`, as the reference prints it.
  public func document(in arena: Arena) -> Value {
    var error = ObjectBuilder(arena)
    error.set("message", arena.string(message))
    error.set("code", arena.string(code.rawValue))
    if location.row > 0 || !location.file.isEmpty {
      var place = ObjectBuilder(arena)
      place.set("file", arena.string(location.file))
      place.set("row", Value(location.row))
      place.set("col", Value(location.column))
      error.set("location", place.finish())
    }
    if !details.isEmpty { error.set("details", arena.array(details.map { arena.string($0) })) }
    return error.finish()
  }
}
