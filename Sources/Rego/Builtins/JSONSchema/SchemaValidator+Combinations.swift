// `anyOf`, `oneOf`, `allOf`, `not`, `dependencies`, `if`, and what goes for values of any type.

extension SchemaValidator {
  func checkCombinations(_ node: SchemaNode, _ value: Value, _ place: Int) throws(SchemaProblem) -> Int {
    var score = 1
    if !node.anyOf.isEmpty { score += try checkAny(node, value, place) }
    if !node.oneOf.isEmpty { score += try checkOne(node, value, place) }
    if !node.allOf.isEmpty { score += try checkAll(node, value, place) }
    if let not = node.not {
      let isValid = try isValid(not, value, place)
      if isValid { score += fail(.not, node, value, place) }
    }
    if !node.dependencies.isEmpty, value.tag == .object { score += try checkDependencies(node, value, place) }
    if let condition = node.condition, node.then != nil || node.otherwise != nil {
      let holds = try isValid(condition, value, place)
      if let branch = holds ? node.then : node.otherwise {
        let before = failures.count
        let inner = try visit(branch, value, place)
        if failures.count > before {
          score += inner + insert(holds ? .then : .otherwise, node, value, place, at: before)
        }
      }
    }
    return score
  }

  /// Whether the value fits, without a word about why not.
  private func isValid(_ node: SchemaNode, _ value: Value, _ place: Int) throws(SchemaProblem) -> Bool {
    let before = failures.count
    _ = try visit(node, value, place)
    let isValid = failures.count == before
    forget(from: before)
    return isValid
  }

  private func checkAny(_ node: SchemaNode, _ value: Value, _ place: Int) throws(SchemaProblem) -> Int {
    let start = failures.count
    var best: Int?
    for alternative in node.anyOf {
      let before = failures.count
      let score = try visit(alternative, value, place)
      if failures.count == before {
        forget(from: start)
        return 0
      }
      keepBetter(&best, score, from: before, after: start)
    }
    return (best ?? 0) + insert(.anyOf, node, value, place, at: start)
  }

  /// Of two failed alternatives, whose errors follow one another, keeps those of the one with the higher score.
  func keepBetter(_ best: inout Int?, _ score: Int, from before: Int, after start: Int) {
    if let known = best, score <= known { return forget(from: before) }
    removeFailures(start..<before)
    best = score
  }

  private func checkOne(_ node: SchemaNode, _ value: Value, _ place: Int) throws(SchemaProblem) -> Int {
    let start = failures.count
    var best: Int?
    var valid = 0
    for alternative in node.oneOf {
      let before = failures.count
      let score = try visit(alternative, value, place)
      if failures.count == before {
        valid += 1
        forget(from: start)
      } else if valid == 0 {
        keepBetter(&best, score, from: before, after: start)
      } else {
        forget(from: before)
      }
    }
    if valid == 1 { return 0 }
    return (valid == 0 ? best ?? 0 : 0) + insert(.oneOf, node, value, place, at: start)
  }

  private func checkAll(_ node: SchemaNode, _ value: Value, _ place: Int) throws(SchemaProblem) -> Int {
    let before = failures.count
    var score = 0
    for part in node.allOf { score += try visit(part, value, place) }
    return failures.count == before ? score : score + fail(.allOf, node, value, place)
  }

  private func checkDependencies(_ node: SchemaNode, _ value: Value, _ place: Int) throws(SchemaProblem) -> Int {
    var score = 0
    for (name, dependency) in node.dependencies where !value.member(name).isUndefined {
      switch dependency {
      case .names(let names):
        for needed in names where value.member(needed).isUndefined { score += fail(.dependency, node, needed, place) }
      case .schema(let schema): score += try visit(schema, value, place)
      }
    }
    return score
  }

  /// `const`, `enum` and `format`.
  func checkCommon(_ node: SchemaNode, _ value: Value, _ place: Int) throws(SchemaProblem) -> Int {
    var score = 1
    if node.const != nil || !node.enumeration.isEmpty {
      let text = try canonical(value)
      if let const = node.const, !text.elementsEqual(const) { score += fail(.const, node, value, place) }
      if !node.enumeration.isEmpty, !node.enumeration.contains(where: { text.elementsEqual($0) }) {
        score += fail(.enumeration, node, value, place)
      }
    }
    if let check = node.formatCheck, value.tag == .string, !check(value.utf8) {
      score += fail(.format, node, value, place)
    }
    return score
  }

  /// The text by which values are compared; valid until the next one.
  func canonical(_ value: Value) throws(SchemaProblem) -> Bytes {
    writer.clear()
    try SchemaNumber.writeCanonical(value, to: writer)
    if writer.isFull { throw .bound(.outOfMemory) }
    return writer.bytes
  }
}
