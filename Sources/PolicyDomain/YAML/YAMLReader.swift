import Rego

/// Walks a composed document, and collects everything that is not of the expected type.
///
/// Aliases are expanded by the composer for free; what costs is walking the expansion, so that every node that is
/// walked counts against a bound.
final class YAMLReader {
  let source: YAMLSource
  /// Where values of annotations lie: the domain keeps it.
  let arena = Arena(bytesKept: .max)
  private(set) var problems: [DomainDiagnostic] = []
  private(set) var warnings: [DomainDiagnostic] = []
  private var nodesLeft: Int
  /// Nodes that may be walked beyond one for each byte of the file.
  static let aliasedNodesMax = 200_000
  static let depthMax = 1_000

  init(_ source: YAMLSource) {
    self.source = source
    nodesLeft = Self.aliasedNodesMax + source.text.utf8.count
  }

  var isExhausted: Bool { nodesLeft < 0 }

  /// Counts a node that is looked at; false when the bound is reached.
  func visit(_ node: YAMLNode) -> Bool {
    nodesLeft -= 1
    if nodesLeft == -1 {
      report(
        "the aliases of this file expand to more than \(Self.aliasedNodesMax) nodes", at: node,
        remedy: "repeat less by aliases")
    }
    return nodesLeft >= 0
  }

  func position(_ node: YAMLNode?) -> SourcePosition {
    guard let mark = node?.mark else { return SourcePosition(file: source.file) }
    return source.position(line: mark.line, column: mark.column)
  }

  func report(_ message: String, at node: YAMLNode?, remedy: String? = nil) {
    problems.append(DomainDiagnostic(.yaml, message, at: position(node), remedy: remedy))
  }

  func report(_ diagnostic: DomainDiagnostic) { problems.append(diagnostic) }

  func warn(_ diagnostic: DomainDiagnostic) { warnings.append(diagnostic) }

  /// What a node is, in the words of the reference's YAML errors: ``!!str `abc` ``.
  func describe(_ node: YAMLNode) -> String {
    switch node {
    case .mapping: return "!!map"
    case .sequence: return "!!seq"
    case .scalar(let scalar):
      let text = scalar.string.count > 30 ? scalar.string.prefix(27) + "..." : scalar.string[...]
      return "\(YAMLScalar(scalar).tag) `\(text)`"
    }
  }

  func isNull(_ node: YAMLNode) -> Bool {
    if case .scalar(let scalar) = node { YAMLScalar.isNull(scalar) } else { false }
  }

  // MARK: Typed reading

  /// The text of a scalar of whatever type; null is empty.
  func string(_ node: YAMLNode, _ what: String) -> Positioned<String> {
    let place = position(node)
    guard visit(node) else { return Positioned("", at: place) }
    guard case .scalar(let scalar) = node else {
      report("cannot unmarshal \(describe(node)) into string: \(what) must be text", at: node, remedy: "write one text")
      return Positioned("", at: place)
    }
    return Positioned(YAMLScalar.isNull(scalar) ? "" : scalar.string, at: place)
  }

  /// A boolean; the words of YAML 1.1 count.
  func boolean(_ node: YAMLNode, _ what: String) -> Bool {
    guard visit(node) else { return false }
    if case .scalar(let scalar) = node {
      switch YAMLScalar(scalar) {
      case .null: return false
      case .boolean(let flag): return flag
      case .string("y"), .string("Y"), .string("yes"), .string("Yes"), .string("YES"), .string("on"), .string("On"),
        .string("ON"):
        return true
      case .string("n"), .string("N"), .string("no"), .string("No"), .string("NO"), .string("off"), .string("Off"),
        .string("OFF"):
        return false
      default: break
      }
    }
    report(
      "cannot unmarshal \(describe(node)) into bool: \(what) must be true or false", at: node,
      remedy: "write `true` or `false` without quotes")
    return false
  }

  /// The elements of a list; null is empty.
  func list(_ node: YAMLNode, _ what: String, of element: String) -> [YAMLNode] {
    guard visit(node), !isNull(node) else { return [] }
    guard case .sequence(let sequence) = node else {
      var remedy = "write a list: one `- ` for each entry"
      if case .scalar(let scalar) = node { remedy = "write `[\"\(scalar.string)\"]`" }
      report(
        "cannot unmarshal \(describe(node)) into []\(element): \(what) must be a list", at: node, remedy: remedy)
      return []
    }
    return Array(sequence)
  }

  func strings(_ node: YAMLNode?, _ what: String) -> [Positioned<String>] {
    guard let node else { return [] }
    return list(node, what, of: "string").map { string($0, "an entry of \(what)") }
  }

  /// The pairs of a mapping, merge keys applied; null is empty.
  func fields(_ node: YAMLNode?, _ what: String) -> YAMLFields {
    guard let node, visit(node), !isNull(node) else { return YAMLFields(position(node)) }
    guard case .mapping(let mapping) = node else {
      report(
        "cannot unmarshal \(describe(node)) into \(what): it must be a mapping", at: node,
        remedy: "write `key: value` pairs")
      return YAMLFields(position(node))
    }
    var fields = YAMLFields(position(node), capacity: mapping.count)
    for (key, value) in pairs(of: mapping) {
      guard case .scalar(let scalar) = key else {
        report("a key must be text", at: key)
        continue
      }
      fields.append(scalar.string, position(key), value)
    }
    return fields
  }

  /// A mapping's pairs with those that merge keys (`<<`) bring behind its own.
  func pairs(of mapping: YAMLNode.Mapping, depth: Int = 0) -> [(YAMLNode, YAMLNode)] {
    var own: [(YAMLNode, YAMLNode)] = []
    own.reserveCapacity(mapping.count)
    var sources: [YAMLNode] = []
    for (key, value) in mapping {
      if isExhausted { return own }
      if case .scalar(let scalar) = key, scalar.equals("<<"), scalar.style == .plain {
        if case .sequence(let sequence) = value { sources += sequence } else { sources.append(value) }
      } else {
        own.append((key, value))
      }
    }
    guard !sources.isEmpty else { return own }
    var seen = Set(own.map { $0.0.text })
    for merged in sources {
      guard visit(merged), depth < 100, case .mapping(let other) = merged else {
        report(
          "map merge requires map or sequence of maps as the value", at: merged,
          remedy: "write `<<: *anchor` with the anchor of a mapping")
        continue
      }
      for pair in pairs(of: other, depth: depth + 1)
      where visit(pair.0) && seen.insert(pair.0.text).inserted {
        own.append(pair)
      }
    }
    return own
  }
}
