/// A built-in function.
///
/// `call` gets as many arguments as `arity` says; none is undefined. What it returns lies in the context's arena, is an
/// argument or part of one, or is a constant. It returns ``Value/undefined`` where the reference's built-in has no
/// result without that being an error.
public struct Builtin: Sendable {
  public typealias Call = @Sendable (BuiltinContext, UnsafePointer<Value>) throws(BuiltinError) -> Value

  /// The name as policies write it: `count`, `io.jwt.decode`.
  public let name: String
  /// How many arguments it takes.
  public let arity: Int
  /// Whether equal arguments give equal results: such calls are folded and memoised.
  public let isDeterministic: Bool
  /// Relations give an array of results, over which the caller iterates (`walk`).
  public let isRelation: Bool
  /// Whether a call may wait for something outside, such as a network: a host keeps such programs off threads that
  /// others wait for (``Program/mayWait``).
  public let mayWait: Bool
  /// The types of arguments and result, as the type checker's messages print them:
  /// `(user: string, roles: set[string]) => allowed: boolean`. Without one, the reference's function of this name says
  /// them; others take and give anything.
  public let declaration: String?
  public let call: Call

  public init(
    _ name: String, _ arity: Int, isDeterministic: Bool = true, isRelation: Bool = false, mayWait: Bool = false,
    declaration: String? = nil,
    call: @escaping Call
  ) {
    self.name = name
    self.arity = arity
    self.isDeterministic = isDeterministic
    self.isRelation = isRelation
    self.mayWait = mayWait
    self.declaration = declaration
    self.call = call
  }
}

/// Why a built-in failed. Without strict built-in errors the calling expression is then undefined.
public enum BuiltinError: Error {
  /// `operand N must be one of {…} but got T`: the operand's position from 1, and what it must be.
  case operandType(Int, expected: OperandTypes, got: Value.Kind)
  /// An `eval_type_error` with a text of its own.
  case type(String)
  /// An `eval_builtin_error` with this text.
  case failed(String)
  /// Ends the evaluation even without strict errors: a bound was reached.
  case limit(String)
  /// Ends the evaluation even without strict errors (`eval_builtin_error`).
  case halt(String)
  /// Ends the evaluation (`eval_cancel_error`): its deadline passed, or nobody waits for its result any more.
  case cancelled(String)
}

/// The kinds an operand may be of, for messages.
public struct OperandTypes: OptionSet, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
  public static let null = OperandTypes(rawValue: 1)
  public static let boolean = OperandTypes(rawValue: 2)
  public static let number = OperandTypes(rawValue: 4)
  public static let string = OperandTypes(rawValue: 8)
  public static let array = OperandTypes(rawValue: 16)
  public static let object = OperandTypes(rawValue: 32)
  public static let set = OperandTypes(rawValue: 64)
}

/// What a built-in may use beside its arguments. One belongs to each evaluator; it outlives a decision, its arena's
/// contents do not.
public final class BuiltinContext {
  /// Where results are made; reset between decisions.
  public internal(set) var arena: Arena
  /// Nanoseconds since 1970 of `time.now_ns`, the same for a whole evaluation. The host sets it.
  public var nowNanoseconds: Int64 = 0
  /// The source of `rand.intn` and `uuid.rfc4122`. The host seeds it.
  public var random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
  /// Compiled patterns and other state that built-ins keep between calls, bounded, by family.
  public var caches: [ObjectIdentifier: AnyObject] = [:]
  let regexes = PatternCache<RegexPattern>()
  let globs = PatternCache<GlobPattern>()
  let zones = PatternCache<ZoneRules>(entriesMax: 64)
  let regexTemplates = PatternCache<RegexPattern>(entriesMax: 64)
  /// A buffer that a built-in clears, fills and reads within one call.
  let text = ByteWriter(capacity: 512)
  /// What `opa.runtime()` returns: a document, or nil for the empty object.
  public var runtime: Document?
  /// The network, where the host lets policies use it; without it `http.send` and `net.lookup_ip_addr` fail.
  public var network: (any NetworkAccess)?
  /// The hosts that may be asked (`allow_net` of capabilities); nil allows all.
  public var allowedHosts: Set<String>?
  /// How long built-ins may wait, and for whom.
  public var patience = Patience()
  /// Results of non-deterministic built-ins within one evaluation, by name and arguments.
  var evaluationCache: [Value: Result<Value, BuiltinError>] = [:]
  /// The bytes of the TZif file of a time zone, such as `Europe/Berlin`, or nil when there is no such zone. Without it
  /// only UTC is known.
  public var zoneFile: ((String) -> [UInt8]?)?
  /// The text of `print` calls, when somebody listens.
  public var onPrint: ((String, Location) -> Void)?
  /// The names of the case that a test rule is at, an array, when somebody listens. It lies in ``arena``.
  package var onTestCase: ((Value) -> Void)?

  /// Nanoseconds of a clock that never goes back: what deadlines and bounds on wall time are told by. The host sets it;
  /// policies cannot read it.
  public var monotonicNanoseconds: (() -> UInt64)?
  /// Where a call of `print`, of `trace` or of a built-in that may wait stands, while it runs.
  public internal(set) var callLocation = Location.none
  /// Whose steps ``charge(_:)`` counts.
  unowned(unsafe) var evaluator: Evaluator?

  public init(arena: Arena) { self.arena = arena }

  /// Counts work beyond the call itself, one step for about as much as an iteration's round costs, against the bound on
  /// steps; looks at cancellation and deadline from time to time. Built-ins that loop over what a request or a policy
  /// sizes call it and pass the error on.
  public func charge(_ steps: Int) throws(BuiltinError) { try evaluator?.charge(steps) }

  /// The buffer, empty, which takes as many bytes as the arena has left.
  func emptyText() -> ByteWriter {
    text.clear()
    text.byteCountMax = arena.bytesMax - min(arena.bytesUsed, arena.bytesMax)
    return text
  }

  /// What was written to the buffer, as a string.
  func finishText() throws(BuiltinError) -> Value {
    if text.isFull { throw .outOfMemory }
    return try arena.boundedString(text.bytes)
  }

  /// What a built-in that may answer differently came to know earlier in this evaluation.
  public func remembered(_ key: Value) -> Result<Value, BuiltinError>? { evaluationCache[key] }

  /// Keeps an outcome for the rest of the evaluation. The key must lie in ``arena`` and name the built-in.
  public func remember(_ outcome: Result<Value, BuiltinError>, for key: Value) { evaluationCache[key] = outcome }

  /// The cache of a family, made at first use.
  public func cache<C: AnyObject>(_ type: C.Type, make: () -> C) -> C {
    if let found = caches[ObjectIdentifier(type)] { return unsafeDowncast(found, to: C.self) }
    let made = make()
    caches[ObjectIdentifier(type)] = made
    return made
  }
}

/// The built-ins that a compiler knows, by name.
public struct BuiltinRegistry: Sendable {
  public private(set) var byName: [String: Builtin]
  /// The names that may be called, those of the language's own functions included; nil: all.
  private(set) var allowed: Set<String>?

  public init(_ builtins: [Builtin]) {
    byName = Dictionary(builtins.map { ($0.name, $0) }) { _, last in last }
  }

  /// This registry and more; a later one of the same name wins.
  public func adding(_ more: [Builtin]) -> BuiltinRegistry {
    var copy = self
    for builtin in more { copy.byName[builtin.name] = builtin }
    return copy
  }

  /// This registry without the named ones: calls of them are compile errors.
  public func removing(_ names: some Sequence<String>) -> BuiltinRegistry {
    var copy = self
    for name in names { copy.byName[name] = nil }
    return copy
  }

  /// This registry with these names alone.
  func restricted(to names: Set<String>) -> BuiltinRegistry {
    var copy = self
    copy.byName = byName.filter { names.contains($0.key) }
    copy.allowed = names
    return copy
  }
}
