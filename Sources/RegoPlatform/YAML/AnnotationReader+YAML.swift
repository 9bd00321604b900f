public import Rego
internal import Yams

extension AnnotationReader {
  /// Reads blocks with the platform's YAML reader.
  public static let yaml = AnnotationReader { text throws(ReadError) in
    do throws(YAMLDocument.ReadError) {
      guard let root = try YAMLComposition.root(of: text, namesContext: true) else { return nil }
      var visits = 0
      return try node(root.node, 0, &visits)
    } catch { throw ReadError(error.description) }
  }

  private static func node(_ node: Node, _ depth: Int, _ visits: inout Int) throws(YAMLDocument.ReadError) -> YAMLNode {
    visits += 1
    guard visits <= YAMLDocument.nodesMax else {
      throw YAMLDocument.ReadError("yaml: document contains excessive aliasing", isLimit: true)
    }
    guard depth < YAMLDocument.nestingMax else {
      throw YAMLDocument.ReadError("yaml: exceeded max depth of \(YAMLDocument.nestingMax)", isLimit: true)
    }
    let line = node.mark?.line ?? 1
    switch node {
    case .scalar(let scalar):
      return YAMLNode(.scalar(scalar.string, isPlain: YAMLComposition.isPlain(scalar)), line: line)
    case .sequence(let sequence):
      var elements: [YAMLNode] = []
      for element in sequence { elements.append(try self.node(element, depth + 1, &visits)) }
      return YAMLNode(.sequence(elements), line: line)
    case .mapping(let mapping):
      var pairs: [(key: YAMLNode, value: YAMLNode)] = []
      for (key, value) in mapping {
        pairs.append((try self.node(key, depth + 1, &visits), try self.node(value, depth + 1, &visits)))
      }
      return YAMLNode(.mapping(pairs), line: line)
    case .alias: throw YAMLDocument.ReadError("yaml: unknown anchor")
    }
  }
}
