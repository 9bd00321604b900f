/// A term: everything that denotes a value.
public struct Term: Sendable {
  public indirect enum Node: Sendable {
    case null
    case boolean(Bool)
    /// The decimal text as written.
    case number(String)
    case string(String)
    /// `_` gets a name of its own for every occurrence (`$0`, `$1`, …).
    case variable(String)
    /// Head first: a variable, or any other term for `f(x).y` and `[1, 2][i]`. `a.b` has the string `b`.
    case reference([Term])
    case array([Term])
    case object([ObjectItem])
    case set([Term])
    case arrayComprehension(Term, Body)
    case setComprehension(Term, Body)
    case objectComprehension(key: Term, value: Term, Body)
    /// The operator is a variable (`count`, `plus`) or a reference (`io.jwt.decode`, `data.lib.f`).
    case call(Term, [Term])
    /// `$"…{x}…"`: literal strings and the expressions between them. An undefined part prints as `<undefined>`.
    case template([TemplatePart])
  }

  public var node: Node
  public var location: Location

  public init(_ node: Node, at location: Location) {
    self.node = node
    self.location = location
  }
}

public struct ObjectItem: Sendable {
  public var key: Term
  public var value: Term

  public init(key: Term, value: Term) {
    self.key = key
    self.value = value
  }
}

public enum TemplatePart: Sendable {
  case literal(String)
  case expression(Expression)
}

/// Expressions joined by `;` or line ends.
public typealias Body = [Expression]

/// One line of a body.
public struct Expression: Sendable {
  public indirect enum Node: Sendable {
    case term(Term)
    /// A call, infix ones included: `=` is `eq`, `:=` `assign`, `==` `equal`, `!=` `neq`, `<` `lt`, `<=` `lte`,
    /// `>` `gt`, `>=` `gte`, `+` `plus`, `-` `minus`, `*` `mul`, `/` `div`, `%` `rem`, `&` `and`, `|` `or`, `x in xs`
    /// `internal.member_2`, `k, v in xs` `internal.member_3`. The operator is a variable or reference term. A relation
    /// called with one argument more than it takes puts its result there.
    case call(Term, [Term])
    /// `some x, y`, or `some x in xs` as one `internal.member_2`/`_3` call term.
    case some([Term])
    case every(Every)
  }

  public var node: Node
  public var isNegated = false
  public var with: [WithModifier] = []
  /// Not written by the author.
  public var isGenerated = false
  public var location: Location

  public init(_ node: Node, at location: Location) {
    self.node = node
    self.location = location
  }
}

/// `every key, value in domain { body }`.
public struct Every: Sendable {
  public var key: Term?
  public var value: Term
  public var domain: Term
  public var body: Body

  public init(key: Term?, value: Term, domain: Term, body: Body) {
    self.key = key
    self.value = value
    self.domain = domain
    self.body = body
  }
}

/// `with target as value`.
public struct WithModifier: Sendable {
  public var target: Term
  public var value: Term
  public var location: Location

  public init(target: Term, value: Term, at location: Location) {
    self.target = target
    self.value = value
    self.location = location
  }
}

/// The head of a rule.
///
/// `allow` is the reference `[allow]`; `p.q[x].r` the reference `[p, "q", x, "r"]`. A `contains` head (v0: `p[x] {…}`
/// with a single bracket) has the reference without the member and the member as `key`. Every other head has a
/// `value`: `true` where the author wrote none.
public struct Head: Sendable {
  public var reference: [Term]
  /// The parameters of a function, nil for other rules.
  public var arguments: [Term]?
  /// The member that a partial set rule adds.
  public var key: Term?
  public var value: Term?
  /// Written with `:=`.
  public var isAssignment = false
  /// The author wrote no value.
  public var isValueGenerated = false
  public var location: Location

  public init(reference: [Term], at location: Location) {
    self.reference = reference
    self.location = location
  }
}

/// One rule. An `else` hangs on the rule before it.
public final class Rule: @unchecked Sendable {
  public var isDefault = false
  public var head: Head
  public var body: Body
  /// The author wrote no body: it is `true`.
  public var isBodyGenerated = false
  /// Written with `if`.
  public var hasIf = false
  /// Written with `contains`.
  public var hasContains = false
  public var elseRule: Rule?
  public var location: Location
  public var annotations: [Annotations] = []

  public init(head: Head, body: Body, at location: Location) {
    self.head = head
    self.body = body
    self.location = location
  }

  /// Long else chains would otherwise be freed by recursion.
  deinit {
    var next = elseRule.take()
    while isKnownUniquelyReferenced(&next) { next = next?.elseRule.take() }
  }
}

/// `import path as alias`.
public struct Import: Sendable {
  public var path: Term
  public var alias: String?
  public var location: Location

  public init(path: Term, alias: String?, at location: Location) {
    self.path = path
    self.alias = alias
    self.location = location
  }
}

/// The version of the language that a module is written in.
public enum RegoVersion: Sendable {
  case v0
  case v1
  /// v0 text that must be valid v1 as well.
  case v0CompatibleV1
}

/// One parsed file.
public struct Module: Sendable {
  /// `[data, "a", "b"]` for `package a.b`.
  public var package: [Term]
  public var packageLocation: Location
  public var imports: [Import]
  public var rules: [Rule]
  public var annotations: [Annotations]
  /// Where the comments stand, from `#` to the end of the line, in the order of the text.
  public var comments: [Location] = []
  /// v1 also when the module imports `rego.v1`.
  public var version: RegoVersion
  public var source: SourceText

  public init(package: [Term], packageLocation: Location, version: RegoVersion, source: SourceText) {
    self.package = package
    self.packageLocation = packageLocation
    imports = []
    rules = []
    annotations = []
    self.version = version
    self.source = source
  }
}
