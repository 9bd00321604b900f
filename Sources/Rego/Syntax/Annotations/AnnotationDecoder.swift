/// Makes annotations of a block's fields; what is wrong is said in the reference's words.
struct AnnotationDecoder {
  /// What is wrong with a field.
  struct Fault: Error {
    var message: String
    init(_ message: String) { self.message = message }
  }

  static func annotations(_ fields: AnnotationFields, at location: Location) throws(Fault) -> Annotations {
    var result = Annotations(scope: fields.scope, at: location)
    result.isEntrypoint = fields.isEntrypoint
    result.title = fields.title
    result.description = fields.description
    result.organizations = fields.organizations
    for node in fields.relatedResources {
      do throws(Fault) { result.relatedResources.append(try relatedResource(node)) } catch {
        throw Fault("invalid related-resource definition \(GoText.string(node)): \(error.message)")
      }
    }
    result.compile = try fields.compile.map { pairs throws(Fault) in try hints(pairs) }
    for pairs in fields.schemas { result.schemas.append(try schema(pairs.first?.key ?? "", pairs.first?.value)) }
    for node in fields.authors {
      do throws(Fault) { result.authors.append(try author(node)) } catch {
        throw Fault("invalid author definition \(GoText.string(node)): \(error.message)")
      }
    }
    if !fields.custom.isEmpty { result.custom = try custom(fields.custom) }
    return result
  }

  // MARK: Authors and resources

  private static func author(_ node: YAMLNode) throws(Fault) -> Annotations.Author {
    let object = try members(node)
    if case .string(let text)? = node.scalar { return try author(text) }
    guard let object else { throw Fault("invalid value type, must be string or map") }
    let (name, email) = (object["name"] ?? "", object["email"] ?? "")
    if name.isEmpty, email.isEmpty { throw Fault("'name' and/or 'email' values required in object") }
    return Annotations.Author(name: name, email: email)
  }

  /// `Jane Doe <jane@example.com>`.
  private static func author(_ text: String) throws(Fault) -> Annotations.Author {
    var words = text.split { $0.isWhitespace }
    guard let last = words.last else { throw Fault("author is an empty string") }
    var email = ""
    if last.utf8.count > 1, last.hasPrefix("<"), last.hasSuffix(">") {
      email = String(last.dropFirst().dropLast())
      words.removeLast()
    }
    return Annotations.Author(name: words.joined(separator: " "), email: email)
  }

  private static func relatedResource(_ node: YAMLNode) throws(Fault) -> Annotations.RelatedResource {
    let object = try members(node)
    if case .string(let text)? = node.scalar {
      if text.isEmpty { throw Fault("ref URL may not be empty string") }
      return Annotations.RelatedResource(url: try url(text), description: "")
    }
    guard let object else { throw Fault("invalid value type, must be string or map") }
    guard let address = object["ref"], !address.isEmpty else { throw Fault("'ref' value required in object") }
    return Annotations.RelatedResource(url: try url(address), description: object["description"] ?? "")
  }

  private static func url(_ text: String) throws(Fault) -> String {
    do throws(URLSyntax.Fault) { return try URLSyntax.normalised(text) } catch {
      throw Fault("parse \(text.quoted): \(error.message)")
    }
  }

  /// The members that are strings, trimmed; nil when it is no mapping.
  private static func members(_ node: YAMLNode) throws(Fault) -> [String: String]? {
    _ = try document(node)
    guard case .mapping(let pairs) = node.content else { return nil }
    var found: [String: String] = [:]
    for (key, value) in pairs {
      guard let name = key.text, case .string(let text)? = value.scalar else { continue }
      found[name] = text.trimmed
    }
    return found
  }

  // MARK: Schemas, hints, custom

  private static func schema(_ path: String, _ value: YAMLNode?) throws(Fault) -> SchemaAnnotation {
    guard let reference = reference(path) else { throw Fault("invalid document reference") }
    if case .string(let name)? = value?.scalar {
      guard let steps = self.reference(name), steps.first?.isVariable("schema") == true else {
        throw Fault("invalid schema reference")
      }
      return SchemaAnnotation(path: reference, schema: .path(steps.dropFirst().map(GoText.step)))
    }
    guard let value, case .mapping = value.content else {
      throw Fault("invalid schema declaration for path \(path.quoted)")
    }
    do throws(Fault) {
      return SchemaAnnotation(path: reference, schema: .definition(try document(value)))
    } catch { throw Fault("invalid schema definition: \(error.message)") }
  }

  private static func hints(_ pairs: [(key: String, value: YAMLNode)]) throws(Fault) -> Annotations.CompileHints {
    var hints = Annotations.CompileHints()
    for (key, value) in pairs where key == "unknowns" {
      guard case .sequence(let elements) = value.content else { continue }
      for case .string(let text)? in elements.map(\.scalar) {
        let what = "invalid unknowns element \(text.quoted)"
        let term: Term
        do throws(Fault) { term = try parse(text) } catch {
          throw Fault("\(what): failed to parse ref: \(error.message)")
        }
        guard let steps = steps(of: term) else { throw Fault("\(what): expected ref but got \(term)") }
        hints.unknowns.append(steps)
      }
    }
    for (key, value) in pairs where key == "mask_rule" {
      guard case .string(let text)? = value.scalar else { continue }
      let what = text.quoted
      let term: Term
      do throws(Fault) { term = try parse(text) } catch {
        throw Fault("invalid mask_rule annotation \(what): \(error.message)")
      }
      if term.isName {
        hints.maskRule = [term]
      } else if let steps = steps(of: term) {
        hints.maskRule = steps
      } else {
        throw Fault("invalid mask_rule annotation type \(what): string")
      }
    }
    return hints
  }

  private static func custom(_ pairs: [(key: String, value: YAMLNode)]) throws(Fault) -> Document {
    try Document { arena throws(Fault) in
      var object = ObjectBuilder(arena, capacity: pairs.count)
      for (key, node) in pairs {
        var path: [String] = []
        guard let value = node.value(in: arena, path: &path) else { throw keyFault(path) }
        object.set(arena.string(key), value)
      }
      return object.finish()
    }
  }

  private static func document(_ node: YAMLNode) throws(Fault) -> Document {
    try Document { arena throws(Fault) in
      var path: [String] = []
      guard let value = node.value(in: arena, path: &path) else { throw keyFault(path) }
      return value
    }
  }

  private static func keyFault(_ path: [String]) -> Fault {
    Fault("invalid map key type(s): \(path.joined(separator: "/"))")
  }

  // MARK: References

  private static func parse(_ text: String) throws(Fault) -> Term {
    do throws(Diagnostics) { return try Parser.term(SourceText(name: "", text: text)) } catch {
      // What is no single term has no place.
      guard error.all.count == 1, error.all[0].location.row == 0 else {
        throw Fault("failed to parse term: \(error)")
      }
      throw Fault(error.all[0].message)
    }
  }

  private static func reference(_ text: String) -> [Term]? {
    (try? parse(text)).flatMap(steps)
  }

  private static func steps(of term: Term) -> [Term]? {
    switch term.node {
    case .reference(let steps): steps
    case .variable(let name): Term.isRoot(name) || name == "schema" ? [term] : nil
    default: nil
    }
  }
}

extension Term {
  /// A string or a variable.
  fileprivate var isName: Bool {
    switch node {
    case .string, .variable: true
    default: false
    }
  }
}
