extension Annotations {
  /// What `rego.metadata.rule()` gives: an object of what the author wrote.
  var term: Term {
    var items: [ObjectItem] = []
    func add(_ key: String, _ value: Term.Node) { items.append(item(key, value)) }
    func add(_ key: String, text: String) { if !text.isEmpty { add(key, .string(text)) } }
    func add(_ key: String, list: [Term.Node]) { if !list.isEmpty { add(key, .array(list.map(term))) } }
    add("scope", text: scope)
    add("title", text: title)
    if isEntrypoint { add("entrypoint", .boolean(true)) }
    add("description", text: description)
    add("organizations", list: organizations.map { .string($0) })
    add("related_resources", list: relatedResources.map { object(["description": $0.description], ["ref": $0.url]) })
    add("authors", list: authors.map { object(["name": $0.name, "email": $0.email]) })
    add("schemas", list: schemas.map(schema))
    if let custom { add("custom", custom.withValue(node)) }
    return term(.object(items))
  }

  private func term(_ node: Term.Node) -> Term { Term(node, at: location) }

  private func item(_ key: String, _ value: Term.Node) -> ObjectItem {
    ObjectItem(key: term(.string(key)), value: term(value))
  }

  /// An object of texts; of the optional ones those that are not empty.
  private func object(_ optional: KeyValuePairs<String, String>, _ fixed: KeyValuePairs<String, String> = [:])
    -> Term.Node
  {
    .object(
      optional.filter { !$0.value.isEmpty }.map { item($0.key, .string($0.value)) }
        + fixed.map { item($0.key, .string($0.value)) })
  }

  private func schema(_ schema: SchemaAnnotation) -> Term.Node {
    func path(_ steps: [String]) -> Term.Node { .array(steps.map { term(.string($0)) }) }
    var items = [item("path", path(schema.path.map(GoText.step)))]
    switch schema.schema {
    case .path(let steps): items.append(item("schema", path(["schema"] + steps)))
    case .definition(let document): items.append(item("definition", document.withValue(node)))
    }
    return .object(items)
  }

  /// A value as a term.
  private func node(_ value: Value) -> Term.Node {
    switch value.kind {
    case .undefined, .null: .null
    case .boolean: .boolean(value.boolean ?? false)
    case .number: .number(value.numberText ?? "0")
    case .string: .string(value.string ?? "")
    case .array: .array(value.items.map { term(node($0)) })
    case .set: .set(value.items.map { term(node($0)) })
    case .object:
      .object(value.pairs.map { ObjectItem(key: term(node($0.key)), value: term(node($0.value))) })
    }
  }
}
