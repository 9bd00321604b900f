import Rego

/// One change of a request, or of the domain as far as it concerns this request.
struct RequestChange: Sendable {
  enum Edit: Hashable, Sendable {
    /// Adds an element (JSON) to the list at a path of the PORC, which is made if it is not there.
    case append([String], String)
    /// Sets the member at a path of the PORC to a value (JSON).
    case set([String], String)
    case remove([String])
    /// A rule for exactly this resource: another group (its index), an annotation (a name and JSON), or both.
    case resourceGroup(Int)
    case resourceAnnotation(String, String)
    /// An operation for exactly this one, with a policy (its index).
    case operationPolicy(Int)
  }

  let edit: Edit
  let kind: RemedyChange.Kind
  let text: String
  /// How much it asks for: of sets of one size the cheapest comes first.
  let cost: Int
  var isExample = false

  var described: RemedyChange { RemedyChange(kind: kind, text: text, isExample: isExample) }

  /// What two changes of one set may not both say.
  var place: [String] {
    switch edit {
    case .append(let path, let value): path + [value]
    case .set(let path, _), .remove(let path): path
    case .resourceGroup: ["resource", "group"]
    case .resourceAnnotation(let name, _): ["resource", "annotations", name]
    case .operationPolicy: ["operation"]
    }
  }
}

/// Applies changes to a PORC, and writes them down as a JSON patch.
struct PORCEditor {
  private let arena: Arena
  private(set) var porc: Value
  private(set) var patch: [Value] = []
  /// What stands in for a resource that is only an MRN once a member of it is set.
  private let resource: Value

  init(_ porc: Value, resource: Value, in arena: Arena) {
    self.porc = porc
    self.resource = resource
    self.arena = arena
  }

  mutating func apply(_ edit: RequestChange.Edit) {
    switch edit {
    case .append(let path, let element): append(path, parsed(element))
    case .set(let path, let value): set(path, parsed(value))
    case .remove(let path): remove(path)
    case .resourceGroup, .resourceAnnotation, .operationPolicy: return
    }
  }

  private func parsed(_ json: String) -> Value {
    var json = json
    return json.withUTF8 { try? JSONReader.read($0, into: arena) } ?? .null
  }

  private func value(at path: some Collection<String>) -> Value {
    path.reduce(porc) { value, key in value.tag == .object ? value[key] : .undefined }
  }

  private mutating func append(_ path: [String], _ element: Value) {
    let list = value(at: path)
    guard list.tag == .array else { return set(path, arena.array([element])) }
    porc = replaced(porc, path[...], arena.array(list.items + [element]))
    note("add", path + ["-"], element)
  }

  private mutating func set(_ path: [String], _ value: Value) {
    if path.first == "resource", path.count > 1, porc["resource"].tag == .string {
      porc = replaced(porc, ["resource"], resource)
      let changed = replaced(resource, path.dropFirst(), value)
      porc = replaced(porc, ["resource"], changed)
      return note("replace", ["resource"], changed)
    }
    // The first part of the way that is missing, or is no object, is put in place with all below it.
    var known = 0
    while known < path.count - 1, self.value(at: path.prefix(known + 1)).tag == .object { known += 1 }
    let place = Array(path.prefix(known + 1))
    let isThere = !self.value(at: place).isUndefined
    porc = replaced(porc, path[...], value)
    note(isThere ? "replace" : "add", place, self.value(at: place))
  }

  private mutating func remove(_ path: [String]) {
    guard let key = path.last, !value(at: path).isUndefined else { return }
    let parent = Array(path.dropLast())
    var builder = ObjectBuilder(arena)
    for (name, value) in value(at: parent).pairs where name.string != key { builder.set(name, value) }
    porc = replaced(porc, parent[...], builder.finish())
    note("remove", path, .undefined)
  }

  private func replaced(_ value: Value, _ path: ArraySlice<String>, _ new: Value) -> Value {
    guard let key = path.first else { return new }
    var builder = ObjectBuilder(arena)
    if value.tag == .object {
      for (name, inner) in value.pairs { builder.set(name, inner) }
    }
    let inner = value.tag == .object ? value[key] : .undefined
    builder.set(key, replaced(inner, path.dropFirst(), new))
    return builder.finish()
  }

  private mutating func note(_ operation: String, _ path: [String], _ value: Value) {
    var builder = ObjectBuilder(arena)
    builder.set("op", arena.string(operation))
    let pointer = path.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    builder.set("path", arena.string(pointer))
    if !value.isUndefined { builder.set("value", value) }
    patch.append(builder.finish())
  }
}
