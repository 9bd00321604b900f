import Rego

/// The strings that the engine looks for in requests, interned in a snapshot.
struct WellKnown: BitwiseCopyable {
  let principal: Value
  let operation: Value
  let resource: Value
  let sub: Value
  let mrealm: Value
  let mroles: Value
  let mgroups: Value
  let scopes: Value
  let mannotations: Value
  let id: Value
  let owner: Value
  let group: Value
  let classification: Value
  let annotations: Value
  let destination: Value
  let request: Value
  let http: Value
  let host: Value
  /// The scope that passes the scope phase whatever its policy says.
  let apiScope: Value
  let empty: Value
  let emptyObject: Value

  init(_ symbols: SymbolTable) {
    principal = symbols.intern("principal")
    operation = symbols.intern("operation")
    resource = symbols.intern("resource")
    sub = symbols.intern("sub")
    mrealm = symbols.intern("mrealm")
    mroles = symbols.intern("mroles")
    mgroups = symbols.intern("mgroups")
    scopes = symbols.intern("scopes")
    mannotations = symbols.intern("mannotations")
    id = symbols.intern("id")
    owner = symbols.intern("owner")
    group = symbols.intern("group")
    classification = symbols.intern("classification")
    annotations = symbols.intern("annotations")
    destination = symbols.intern("destination")
    request = symbols.intern("request")
    http = symbols.intern("http")
    host = symbols.intern("host")
    apiScope = symbols.intern("mrn:iam:scope:api")
    empty = symbols.intern("")
    emptyObject = ObjectBuilder(symbols.arena, capacity: 1).finishSorted()
  }
}
