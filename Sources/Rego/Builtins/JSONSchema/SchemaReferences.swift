/// The documents that `$ref` can reach, by their address. Nothing is ever fetched: beside the schema itself only the
/// drafts' own schemas are there.
final class SchemaReferences {
  typealias Entry = (document: Value, draft: SchemaCompiler.Draft?)

  private var documents: [String: Entry] = [:]
  /// The address that each `$ref` means where it stands, by the identity of the object that has it.
  private var absolutes: [UInt64: String] = [:]
  private(set) var metaSchemas: [Document] = []

  /// Takes a document with everything in it that has an address of its own.
  func add(_ document: Value, at address: URLText) throws(SchemaProblem) -> SchemaCompiler.Draft? {
    let draft = try SchemaReferences.draft(of: document)
    visit(document, base: address, draft)
    documents[address.text] = (document, draft)
    return draft
  }

  /// What the `$ref` of this object means.
  func absolute(_ schema: Value) -> String? { absolutes[schema.bits] }

  /// The draft that `$schema` names, or nil.
  private static func draft(of document: Value) throws(SchemaProblem) -> SchemaCompiler.Draft? {
    if document.tag == .boolean { return nil }
    guard document.tag == .object else { throw .invalid("schema is invalid") }
    let schema = document.member("$schema")
    if schema.isUndefined { return nil }
    guard let text = schema.string else { throw .invalid("$schema must be of type string") }
    do throws(URLText.Problem) { return MetaSchema.draft(try URLText(text).text) } catch { throw .invalid(error.text) }
  }

  /// Takes down addresses. Mistakes are passed over: compiling reports them.
  private func visit(_ value: Value, base: URLText, _ draft: SchemaCompiler.Draft?) {
    if value.tag == .array {
      for element in value.elements { visit(element, base: base, draft) }
      return
    }
    guard value.tag == .object else { return }
    var base = base
    let identifier = value.member("id").isUndefined ? value.member("$id") : value.member("id")
    if let text = identifier.string, let child = try? URLText(text) {
      base = base.resolving(child)
      if documents[base.text] != nil { return }
      documents[base.text] = (value, draft)
    }
    if let text = value.member("$ref").string, let child = try? URLText(text) {
      absolutes[value.bits] = base.resolving(child).text
    }
    for entry in value.sortedEntries {
      // What `const` and `enum` hold are values, and the keys below `properties` are names.
      if entry.key.isString("const") || entry.key.isString("enum") { continue }
      let holdsNames =
        entry.key.isString("properties") || entry.key.isString("dependencies")
        || entry.key.isString("patternProperties")
      if holdsNames {
        if entry.value.tag == .object {
          for child in entry.value.sortedEntries { visit(child.value, base: base, draft) }
        }
      } else {
        visit(entry.value, base: base, draft)
      }
    }
  }

  /// The document at an absolute address.
  func document(at reference: String) throws(SchemaProblem) -> Entry {
    if let found = documents[reference] { return found }
    let url: URLText
    do throws(URLText.Problem) { url = try URLText(reference) } catch { throw .invalid(error.text) }
    var whole = url
    whole.fragment = ""
    if let found = documents[whole.text] {
      let part = (try SchemaReferences.part(of: found.document, at: url.decodedFragment), found.draft)
      documents[reference] = part
      return part
    }
    guard url.scheme == "file" ? url.path.hasPrefix("/") : !url.scheme.isEmpty && !url.host.isEmpty else {
      throw .invalid("Reference \(reference) must be canonical")
    }
    guard let text = MetaSchema.text(whole.text) else {
      throw .invalid("remote reference loading disabled: \(reference)")
    }
    let source: Document
    do throws(JSONError) { source = try Document(json: text) } catch { throw .invalid(error.message) }
    metaSchemas.append(source)
    let draft = try add(source.value, at: whole)
    return (try SchemaReferences.part(of: source.value, at: url.decodedFragment), draft)
  }

  /// Follows a JSON pointer; a text that is none means the whole document.
  private static func part(of document: Value, at pointer: String) throws(SchemaProblem) -> Value {
    guard pointer.hasPrefix("/") else { return document }
    var current = document
    for token in pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      switch current.tag {
      case .object:
        let name = unescaped(token)
        let next = current[name]
        if next.isUndefined { throw .invalid("Object has no key '\(name)'") }
        current = next
      case .array:
        guard let index = Int(token) else { throw .invalid("Invalid array index '\(token)'") }
        guard index >= 0, index < current.count else {
          throw .invalid("Out of bound array[0,\(current.count)] index '\(index)'")
        }
        current = current.elements[index]
      default: throw .invalid("Invalid token reference '\(token)'")
      }
    }
    return current
  }

  /// `~1` stands for `/`, `~0` for `~`.
  private static func unescaped(_ token: Substring) -> String {
    var output = ""
    var rest = token
    while let character = rest.popFirst() {
      if character == "~", let next = rest.first, next == "0" || next == "1" {
        output.append(next == "0" ? "~" : "/")
        rest.removeFirst()
      } else {
        output.append(character)
      }
    }
    return output
  }
}
