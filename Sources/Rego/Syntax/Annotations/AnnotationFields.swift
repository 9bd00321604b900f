/// The fields of a block with the types that they must have.
///
/// What has another type is reported as the reference's reader does, all of it at once.
struct AnnotationFields {
  var scope = ""
  var title = ""
  var description = ""
  var isEntrypoint = false
  var organizations: [String] = []
  var relatedResources: [YAMLNode] = []
  var authors: [YAMLNode] = []
  /// The pairs of one entry each.
  var schemas: [[(key: String, value: YAMLNode)]] = []
  var compile: [(key: String, value: YAMLNode)]?
  var custom: [(key: String, value: YAMLNode)] = []

  private var faults: [String] = []

  init(_ node: YAMLNode) throws(AnnotationReader.ReadError) {
    checkKeys(node)
    if faults.isEmpty { read(node) }
    guard faults.isEmpty else {
      let lines = faults.map { "  " + $0 }.joined(separator: "\n")
      throw AnnotationReader.ReadError("yaml: unmarshal errors:\n" + lines)
    }
  }

  private mutating func read(_ node: YAMLNode) {
    guard case .mapping(let pairs) = node.content else {
      if !node.isNull { refuse(node, "ast.rawAnnotation") }
      return
    }
    for (key, value) in pairs {
      switch key.text {
      case "scope": scope = string(value) ?? ""
      case "title": title = string(value) ?? ""
      case "description": description = string(value) ?? ""
      case "entrypoint": isEntrypoint = boolean(value)
      case "organizations": organizations = list(value, of: "string").compactMap { string($0) }
      case "related_resources": relatedResources = list(value, of: "interface {}")
      case "authors": authors = list(value, of: "interface {}")
      case "schemas": schemas = list(value, of: "map[string]interface {}").map { mapping($0) ?? [] }
      case "compile": compile = mapping(value)
      case "custom": custom = mapping(value) ?? []
      default: break
      }
    }
  }

  private mutating func refuse(_ node: YAMLNode, _ type: String) {
    var shown = ""
    if let text = node.text {
      shown = text.utf8.count > 10 ? " `\(String(decoding: text.utf8.prefix(7), as: UTF8.self))...`" : " `\(text)`"
    }
    faults.append("line \(node.line): cannot unmarshal \(node.tag)\(shown) into \(type)")
  }

  private mutating func string(_ node: YAMLNode) -> String? {
    if node.isNull { return nil }
    if let text = node.text { return text }
    refuse(node, "string")
    return nil
  }

  /// Words of YAML 1.1 are taken here, and only here.
  private mutating func boolean(_ node: YAMLNode) -> Bool {
    switch node.scalar {
    case .null: return false
    case .boolean(let value): return value
    case .string(let text) where ["y", "Y", "yes", "on"].contains(text): return true
    case .string(let text) where ["n", "N", "no", "off"].contains(text): return false
    default:
      refuse(node, "bool")
      return false
    }
  }

  private mutating func list(_ node: YAMLNode, of type: String) -> [YAMLNode] {
    if case .sequence(let elements) = node.content { return elements }
    if !node.isNull { refuse(node, "[]\(type)") }
    return []
  }

  private mutating func mapping(_ node: YAMLNode) -> [(key: String, value: YAMLNode)]? {
    guard case .mapping(let pairs) = node.content else {
      if !node.isNull { refuse(node, "map[string]interface {}") }
      return nil
    }
    return pairs.compactMap { key, value in string(key).map { (key: $0, value: value) } }
  }

  /// Deeper nesting is refused, as that of terms is.
  private static let nestingMax = 100

  /// No mapping has a key twice.
  private mutating func checkKeys(_ node: YAMLNode, depth: Int = 0) {
    guard depth < Self.nestingMax else {
      faults.append("line \(node.line): nested deeper than \(Self.nestingMax) levels")
      return
    }
    switch node.content {
    case .scalar: break
    case .sequence(let elements): for element in elements { checkKeys(element, depth: depth + 1) }
    case .mapping(let pairs):
      var lines: [String: Int] = [:]
      for (key, value) in pairs {
        if let text = key.text, let first = lines.updateValue(key.line, forKey: text) {
          faults.append("line \(key.line): mapping key \(text.quoted) already defined at line \(first)")
        }
        checkKeys(value, depth: depth + 1)
      }
    }
  }
}
