/// One event of a traced evaluation: what the reference's evaluator would have done.
public struct TraceEvent: Sendable {
  public enum Operation: String, Sendable {
    /// A query, a rule, or the body of a negation or a comprehension is begun.
    case enter = "Enter"
    /// It has a solution.
    case exit = "Exit"
    /// An expression is evaluated.
    case eval = "Eval"
    /// Another solution is looked for.
    case redo = "Redo"
    /// An expression has no solution.
    case fail = "Fail"
    /// A rule gives a member that is there already.
    case duplicate = "Duplicate"
    /// A call of `trace`; its text is the message.
    case note = "Note"
    /// How many rules may hold, by the constants that they demand.
    case index = "Index"
    /// Two terms are made equal. Sent only to observers that ask for it.
    case unify = "Unify"
  }

  enum Node: Sendable {
    case none
    case expression(Expression)
    case body(Body)
    case rule(Rule)
    case text(String)
  }

  public let operation: Operation
  /// The query that the event belongs to: the whole one, a rule's body, a comprehension's, …
  public let queryID: Int
  /// The query that this one is evaluated for.
  public let parentID: Int
  public let location: Location
  /// `early` of an exit that ends an iteration, the note's text, what an index found.
  public let message: String
  let node: Node
  let names: TraceNames

  /// The expression, body or rule in the reference's notation, variables as the author called them.
  public var text: String {
    switch node {
    case .none: ""
    case .expression(let expression): names.written(expression).description
    case .body(let body): body.map { names.written($0) }.text
    case .rule(let rule): Term.path(Array(rule.head.reference.prefix(Term.groundPrefixCount(rule.head.reference))))
    case .text(let text): text
    }
  }

  /// Whether it is about a rule.
  public var isRule: Bool { if case .rule = node { true } else { false } }
  /// Whether it is about a whole query or body.
  public var isBody: Bool { if case .body = node { true } else { false } }
  /// Whether it is about one expression.
  public var isExpression: Bool { if case .expression = node { true } else { false } }
}

/// Is told what an evaluation does, step by step, in the reference's order.
///
/// Hand one to ``Evaluator/evaluate(_:input:observer:)``. A traced evaluation gives the same result as any other; it runs
/// on an evaluator of its own that is many times slower.
public protocol EvaluationObserver: AnyObject {
  /// Whether ``TraceEvent/Operation/unify`` events are wanted.
  var wantsUnifications: Bool { get }
  func observe(_ event: TraceEvent)
}

extension EvaluationObserver {
  public var wantsUnifications: Bool { false }
}

/// What the author called generated variables.
final class TraceNames: Sendable {
  private let names: [String: String]

  init(_ names: [String: String]) { self.names = names }

  func written(_ expression: Expression) -> Expression {
    var renaming = Renaming(names: names)
    var copy = expression
    renaming.rewrite(&copy)
    return copy
  }

  func written(_ name: String) -> String { names[name] ?? name }

  private struct Renaming: SyntaxRewriter {
    let names: [String: String]

    mutating func rewrite(_ expression: inout Expression) {
      // A key that nobody wrote is not shown.
      if case .every(var every) = expression.node, case .variable(let key)? = every.key?.node, names[key] == nil {
        every.key = nil
        expression.node = .every(every)
      }
      rewriteChildren(of: &expression)
    }

    mutating func rewrite(_ term: inout Term) {
      if case .variable(let name) = term.node {
        if let written = names[name] { term.node = .variable(written) }
      } else {
        rewriteChildren(of: &term)
      }
    }
  }
}
