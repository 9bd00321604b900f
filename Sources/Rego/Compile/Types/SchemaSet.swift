/// JSON schemas that policies are checked against, by name.
///
/// The root is the schema of `input` for every rule that has no annotation of its own. The others are what annotations
/// name: `schema.acl` is the path `["acl"]`.
public struct SchemaSet: Sendable {
  /// The schema called `schema`, nil without one.
  public var root: Document?
  private var byPath: [[String]: Document] = [:]

  public init(root: Document? = nil) { self.root = root }

  public var isEmpty: Bool { root == nil && byPath.isEmpty }

  /// The schema called `schema` and the path. The empty path is the root.
  public subscript(path: [String]) -> Document? {
    get { path.isEmpty ? root : byPath[path] }
    set {
      if path.isEmpty { root = newValue } else { byPath[path] = newValue }
    }
  }
}

/// One entry of an annotation's `schemas`: the type of what a reference leads to.
public struct SchemaAnnotation: Sendable {
  public enum Schema: Sendable {
    /// The name in the ``SchemaSet``: `["acl"]` for `schema.acl`.
    case path([String])
    /// Written out in the annotation.
    case definition(Document)
  }

  /// A reference under `input` or `data`, its head first.
  public var path: [Term]
  public var schema: Schema

  public init(path: [Term], schema: Schema) {
    self.path = path
    self.schema = schema
  }
}
