/// How an evaluation came to its result: what it asked, which rules held, and what kept the others from holding.
///
/// All values lie in the arena of the evaluator, or in the input: read them before the evaluator is reset.
package struct EvaluationAccount {
  /// Undefined where there is none.
  package let result: Value
  /// The document that was asked for; nil when no rule makes it.
  package let root: DocumentAccount?
  /// Whether there was more to tell than the bound allowed.
  package let isCut: Bool
}

/// What is known of one document, one set or object of partial rules, or one call of a function.
package final class DocumentAccount {
  /// `data.a.b`, with `(…)` behind it for a call.
  package let name: String
  package let isFunction: Bool
  /// Made by partial rules: it always has a value, which may be empty.
  package let isCollection: Bool
  /// In the order in which they were tried.
  package internal(set) var rules: [RuleAccount] = []
  /// Undefined until a rule gives one.
  package internal(set) var value = Value.undefined

  init(name: String, isFunction: Bool, isCollection: Bool) {
    self.name = name
    self.isFunction = isFunction
    self.isCollection = isCollection
  }

  /// Whether a `default` rule gave the value.
  package var isDefaulted: Bool { rules.last { $0.value != nil }?.isDefault ?? false }

  /// Whether a body that names this document alone would go on.
  package var holds: Bool {
    isCollection ? rules.contains { $0.value != nil } : !value.isUndefined && !value.isFalse
  }
}

/// How one rule came out.
package final class RuleAccount {
  /// Of the head.
  package let location: Location
  package let isDefault: Bool
  /// The head's value where it is written out.
  package let constant: Value?
  /// What the rule gave; nil when it does not hold.
  package internal(set) var value: Value?
  /// Of a rule that does not hold: the expression that it got furthest to, each attempt; none when the arguments of a
  /// call do not fit its head.
  package internal(set) var failures: [ExpressionAccount] = []
  /// How many attempts there were, also those that are left out.
  package internal(set) var failureCount = 0
  /// Of a rule that holds: its expressions.
  package internal(set) var conditions: [ExpressionAccount] = []
  let frame: FrameRecord
  /// What the rule gives, as a term of its frame.
  let head: Term?

  init(_ rule: Rule, constant: Value?, frame: FrameRecord) {
    head = rule.head.key ?? rule.head.value
    location = rule.head.location.row > 0 ? rule.head.location : rule.location
    isDefault = rule.isDefault
    self.constant = constant
    self.frame = frame
  }
}

/// One expression at one moment of an evaluation.
package struct ExpressionAccount {
  /// Where the author wrote it.
  package let location: Location
  package let isNegated: Bool
  /// What the references, calls and variables in it stand for, in the order in which they are written.
  package let values: [NamedValue]
  /// Documents and functions that it asked.
  package let documents: [DocumentAccount]
  /// What its closures (negations, `every`, comprehensions) ended with.
  package let inner: [ExpressionAccount]
  /// What it demands of its operands, where that is one of the known relations.
  package let requirement: Requirement?

  /// As the author wrote it.
  package var text: String { location.text }
}

/// What a piece of an expression stands for.
package struct NamedValue {
  /// As the author wrote it.
  package let text: String
  /// Undefined when there is nothing.
  package let value: Value
  /// The keys below `input`, where it is a reference to it.
  package let inputPath: [Value]?
}

/// A relation between operands.
package struct Requirement {
  package enum Relation: Sendable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    /// Left is a member of right.
    case member
    /// Left is there and not false.
    case holds
    /// Left begins with, ends with, contains right.
    case prefix, suffix, contains
  }

  package let relation: Relation
  /// Whether the opposite is demanded.
  package let isNegated: Bool
  package let left: RelationOperand
  /// Undefined for ``Relation/holds``.
  package let right: RelationOperand
}

/// An operand, and where in the input it comes from.
package struct RelationOperand {
  /// Undefined when it has none, or when nobody has evaluated it.
  package var value = Value.undefined
  package var origins: [ValueOrigin] = []
}

/// A way from the input to a value.
package enum ValueOrigin {
  /// The value at these keys.
  case input([Value])
  /// Any element of the collection at these keys.
  case element([Value])
  /// What an object has under the key that stands at these keys.
  case key([Value], of: Value)
}
