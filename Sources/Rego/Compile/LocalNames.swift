/// Makes names for generated variables: `__local0__`, `__local1__`, … in modules, `__localq0__`, … in queries.
struct LocalNames {
  static let prefix = "__local"

  private let prefix: String
  private var next = 0
  /// Names of this form that the author wrote.
  var taken: Set<String> = []
  /// What the author wrote in place of a generated name.
  var written: [String: String] = [:]

  init(infix: String = "") { prefix = LocalNames.prefix + infix }

  mutating func make() -> String {
    while true {
      let name = "\(prefix)\(next)__"
      next += 1
      if !taken.contains(name) { return name }
    }
  }

  /// The name for messages.
  func written(_ name: String) -> String { written[name] ?? name }

  static func isGenerated(_ name: String) -> Bool { name.hasPrefix(prefix) }

  /// Whether the author wrote a name, be it one that looks generated.
  func isAuthored(_ name: String) -> Bool { !LocalNames.isGenerated(name) || taken.contains(name) }

  static func isWildcard(_ name: String) -> Bool { name.hasPrefix("$") }

  /// A wildcard prints as it is written.
  static func printed(_ name: String) -> String { isWildcard(name) ? "_" : name }

  /// `__localN__ = term`, not written by the author.
  mutating func capture(_ term: Term) -> (variable: Term, expression: Expression) {
    let variable = Term(.variable(make()), at: term.location)
    var expression = Expression(.call(Term(.variable("eq"), at: term.location), [variable, term]), at: term.location)
    expression.isGenerated = true
    return (variable, expression)
  }
}
