public import Rego

/// How the cases of a test came out: a tree, as cases may have cases.
public struct RegoCaseResults: Sendable {
  public struct Case: Sendable {
    public internal(set) var name: String
    public internal(set) var isFailed: Bool
    public internal(set) var cases = RegoCaseResults()
  }

  private var byName: [String: Case] = [:]

  public var isEmpty: Bool { byName.isEmpty }
  /// Sorted by their names.
  public var sorted: [Case] {
    byName.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
  /// Whether one of them failed.
  public var hasFailed: Bool { byName.values.contains(where: \.isFailed) }

  /// Every case with the names on the way to it, its own last; those above others first.
  public var all: [(path: [String], result: Case)] {
    sorted.flatMap { found in
      [([found.name], found)] + found.cases.all.map { ([found.name] + $0.path, $0.result) }
    }
  }

  init() {}

  /// - Parameter value: of the test's rule: an object of cases, which may be objects in their turn.
  init(_ value: Value) {
    guard value.kind == .object else { return }
    for (key, value) in value.pairs {
      let name = Self.name(of: key)
      var found = Case(name: name, isFailed: !value.isTrue)
      if value.kind == .object {
        found.cases = RegoCaseResults(value)
        found.isFailed = found.cases.hasFailed
      }
      byName[name] = found
    }
  }

  /// Notes that a case was begun. Where there is nothing of it in the rule's value, it failed.
  mutating func note(_ path: some Collection<String>) { _ = insert(path) }

  /// - Returns: whether the last one of the path failed.
  private mutating func insert(_ path: some Collection<String>) -> Bool {
    guard let name = path.first else { return true }
    // Taken out, so that what is below is changed in place.
    var found = byName.removeValue(forKey: name) ?? Case(name: name, isFailed: true)
    defer { byName[name] = found }
    let rest = path.dropFirst()
    guard !rest.isEmpty else { return found.isFailed }
    let isFailed = found.cases.insert(rest)
    if isFailed { found.isFailed = true }
    return isFailed
  }

  /// Strings as they are, anything else as JSON.
  static func name(of key: Value) -> String { key.string ?? JSONWriter.string(key) }
}

extension RegoCaseResults {
  /// `{"admin": {"name": "admin", "fail": true, "sub_results": {…}}}`, as the reference prints it.
  public func document(in arena: Arena) -> Value {
    var object = ObjectBuilder(arena)
    for found in sorted {
      var entry = ObjectBuilder(arena)
      if !found.name.isEmpty { entry.set("name", arena.string(found.name)) }
      if found.isFailed { entry.set("fail", .true) }
      if !found.cases.isEmpty { entry.set("sub_results", found.cases.document(in: arena)) }
      object.set(arena.string(found.name), entry.finish())
    }
    return object.finish()
  }
}
