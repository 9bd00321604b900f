/// Expressions: calls, equations and what `with` replaces.
extension TypeChecker {
  func error(in expression: Expression, _ scope: TypeEnvironment) -> TypeError? {
    for with in expression.with {
      if let error = check(with, scope) { return error }
    }
    guard case .call(let operation, let arguments) = expression.node else { return nil }
    if operation.builtinName == "eq" { return checkEquation(arguments, expression, scope) }
    return checkCall(operation, arguments, expression, scope)
  }

  /// A function may be replaced by one that takes arguments of the same types.
  private func check(_ with: WithModifier, _ scope: TypeEnvironment) -> TypeError? {
    guard case .function(let target)? = type(of: with.target, scope),
      case .function(let value)? = type(of: with.value, scope),
      !StaticType.unifies(.function(target), .function(value))
    else { return nil }
    return TypeChecker.argumentError(
      with.target, "arity mismatch", have: value.arguments.map(\.type), want: target.arguments, at: with.location)
  }

  private func checkEquation(
    _ arguments: [Term], _ expression: Expression, _ scope: TypeEnvironment
  ) -> TypeError? {
    guard arguments.count == 2 else {
      let want = Array(repeating: FunctionType.Part(type: .anything), count: 2)
      return TypeChecker.argumentError(
        Term(.variable("eq"), at: .none), arguments.count < 2 ? "too few arguments" : "too many arguments",
        have: arguments.map { type(of: $0, scope) }, want: want, at: expression.location)
    }
    let (left, right) = (type(of: arguments[0], scope), type(of: arguments[1], scope))
    let inference = TypeInference(checker: self, scope: scope)
    if inference.unify(arguments[0], left, arguments[1], right) { return nil }
    let details = ["left  : " + StaticType.text(left), "right : " + StaticType.text(right)]
    return TypeError(
      diagnostic: Diagnostic(.type, "match error", at: expression.location, details: details),
      isByUnknown: left.isUnknown || right.isUnknown)
  }

  private func checkCall(
    _ operation: Term, _ arguments: [Term], _ expression: Expression, _ scope: TypeEnvironment
  ) -> TypeError? {
    let callee = type(of: operation, scope)
    // Functions with errors are of any type.
    if case .any? = callee { return nil }
    guard case .function(let function)? = callee else {
      return TypeError(diagnostic: Diagnostic(.type, "undefined function \(operation)", at: expression.location))
    }
    let operands = function.operands
    if arguments.count > operands.count || arguments.count < function.arguments.count {
      return TypeChecker.argumentError(
        operation, arguments.count > operands.count ? "too many arguments" : "too few arguments",
        have: arguments.map { type(of: $0, scope) }, want: operands, at: expression.location)
    }
    let inference = TypeInference(checker: self, scope: scope)
    for (argument, operand) in zip(arguments, operands) where !inference.unify(argument, with: operand.type) {
      return TypeChecker.argumentError(
        operation, "invalid argument(s)", have: arguments.map { type(of: $0, scope) }, want: operands,
        at: expression.location)
    }
    return nil
  }

  static func argumentError(
    _ operation: Term, _ message: String, have: [StaticType?], want: [FunctionType.Part], at location: Location
  ) -> TypeError {
    let details = ["have: " + StaticType.text(have), "want: " + FunctionType.Part.text(want)]
    return TypeError(
      diagnostic: Diagnostic(.type, "\(operation): \(message)", at: location, details: details),
      isByUnknown: have.contains(where: \.isUnknown))
  }
}
