/// Makes nodes of a schema's document. Keywords are looked at in the reference's order, so that of several mistakes
/// the same one is reported.
final class SchemaCompiler {
  /// Deeper schemas are refused: compiling and matching recurse.
  static let depthMax = 300
  /// A schema may make this many nodes, those of its references included.
  static let nodesMax = 50_000

  /// Which keywords count, and how.
  enum Draft: Int, Comparable {
    case draft4 = 4
    case draft6 = 6
    case draft7 = 7
    /// Without `$schema`: what any of them knows.
    case hybrid = 99

    static func < (a: Draft, b: Draft) -> Bool { a.rawValue < b.rawValue }
  }

  private(set) var nodes: [SchemaNode] = []
  private let references: SchemaReferences
  private let document: Value
  /// Nodes by the reference that leads to them, those included that are being made.
  private var targets: [String: SchemaNode] = [:]
  private var depth = 0

  init(_ document: Value) {
    self.document = document
    references = SchemaReferences()
  }

  /// The documents of the drafts themselves, as far as the schema refers to them.
  var metaSchemas: [Document] { references.metaSchemas }

  func compile() throws(SchemaProblem) -> SchemaNode {
    let draft = try references.add(document, at: URLText())
    return try node(document, draft: draft ?? .hybrid)
  }

  // MARK: Nodes

  func node(_ schema: Value, draft: Draft) throws(SchemaProblem) -> SchemaNode {
    let node = SchemaNode()
    try fill(node, schema, draft)
    return node
  }

  private func fill(_ node: SchemaNode, _ schema: Value, _ draft: Draft) throws(SchemaProblem) {
    nodes.append(node)
    if nodes.count > Self.nodesMax { throw .bound(.limit("schema of more than \(Self.nodesMax) subschemas")) }
    if depth >= Self.depthMax { throw .bound(.limit("schema nested deeper than \(Self.depthMax) levels")) }
    depth += 1
    defer { depth -= 1 }
    if draft >= .draft6, let constant = schema.boolean {
      node.constant = constant
      return
    }
    guard schema.tag == .object else { throw .invalid("Expected: valid schema, given: Invalid JSON") }
    let keywords = SchemaKeywords(schema: schema, node: node, draft: draft, compiler: self)
    try keywords.checkIdentifier()
    try keywords.readDefinitions()
    for keyword in ["title", "description"] { _ = try keywords.string(keyword) }
    if let text = try keywords.string("$ref") {
      let reference = references.absolute(schema) ?? text
      do throws(URLText.Problem) { _ = try URLText(reference) } catch { throw .invalid(error.text) }
      if let known = targets[reference] {
        node.target = known
      } else {
        return try follow(reference, from: node, draft)
      }
    }
    try keywords.readAll()
  }

  private func follow(_ reference: String, from node: SchemaNode, _ draft: Draft) throws(SchemaProblem) {
    let target = SchemaNode()
    targets[reference] = target
    let found = try references.document(at: reference)
    guard found.document.tag == .object || found.document.tag == .boolean else {
      throw .invalid("valid schema must be of type object")
    }
    try fill(target, found.document, found.draft ?? draft)
    node.target = target
  }
}
