/// What a traced evaluation calculates with: a value, or a term whose variables belong to a scope.
enum TraceItem {
  case value(Value)
  case term(Term)
}

/// The variables of one query that is evaluated.
final class TraceScope {
  var bindings: [String: (item: TraceItem, scope: TraceScope)] = [:]

  /// Follows a variable to what it stands for.
  func apply(_ item: TraceItem) -> (item: TraceItem, scope: TraceScope) {
    var (item, scope) = (item, self)
    while case .term(let term) = item, case .variable(let name) = term.node, let bound = scope.bindings[name] {
      (item, scope) = bound
    }
    return (item, scope)
  }
}

/// A query, a rule's body or a closure while it is evaluated.
final class TraceFrame {
  let query: Body
  let scope: TraceScope
  let queryID: Int
  let parentID: Int
  /// One solution is enough.
  let findsOne: Bool
  /// Of the last event that had one.
  var location: Location
  /// What is taken down of it, where somebody wants an account.
  var record: FrameRecord?

  init(_ query: Body, _ scope: TraceScope, queryID: Int, parent: TraceFrame?, findsOne: Bool = false) {
    self.query = query
    self.scope = scope
    self.queryID = queryID
    parentID = parent?.queryID ?? 0
    self.findsOne = findsOne
    location = parent?.location ?? .none
  }
}

/// How a step of a traced evaluation ended.
enum TraceFlow {
  case done
  /// A solution was found that makes further ones needless, for this query or, deferred, for one around it.
  case earlyExit, deferredExit
  case failed

  /// What a caller sees whose own query does not end early.
  var suppressed: TraceFlow { self == .failed ? .failed : .done }
}

/// What `with` has put in place.
struct TraceReplacements {
  var input: Value
  var data: Value
  var targets: [[[Term]]] = []
  /// Functions and what stands for them, in layers: a replacement that is called sees only its own layer.
  var mocks: [[[String: Term]]] = [[]]
}
