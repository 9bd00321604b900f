// Unsafe: reads bytes in place.

/// A composed YAML document: its nodes, which aliases share. Nodes are numbers into flat tables, so that a large
/// document is a few allocations and is given back as a whole.
final class YAMLGraph {
  struct Entry: BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable { case scalar, sequence, mapping }

    var kind: Kind
    var style: YAMLNode.Style = .plain
    /// Index of an explicit tag, or -1.
    var tag: Int32 = -1
    /// From 1.
    var line: Int32
    var column: Int32
    /// Where a scalar's bytes or a collection's children begin, and how many there are; keys and values take turns.
    var start: Int = 0
    var count: Int = 0
  }

  let entries: [Entry]
  let children: [Int32]
  let bytes: [UInt8]
  let tags: [String]

  init(entries: [Entry], children: [Int32], bytes: [UInt8], tags: [String]) {
    self.entries = entries
    self.children = children
    self.bytes = bytes
    self.tags = tags
  }

  func node(_ index: Int32) -> YAMLNode {
    switch entries[Int(index)].kind {
    case .scalar: .scalar(YAMLNode.Scalar(graph: self, index: index))
    case .sequence: .sequence(YAMLNode.Sequence(graph: self, index: index))
    case .mapping: .mapping(YAMLNode.Mapping(graph: self, index: index))
    }
  }
}

/// A node of a document.
enum YAMLNode {
  case scalar(Scalar)
  case sequence(Sequence)
  case mapping(Mapping)

  enum Style: UInt8, BitwiseCopyable { case plain, singleQuoted, doubleQuoted, literal, folded }

  /// Line and column where it begins, from 1.
  var mark: (line: Int, column: Int) {
    switch self {
    case .scalar(let scalar): scalar.mark
    case .sequence(let sequence): sequence.graph.mark(sequence.index)
    case .mapping(let mapping): mapping.graph.mark(mapping.index)
    }
  }

  /// A scalar's text; nothing of a collection.
  var text: String { if case .scalar(let scalar) = self { scalar.string } else { "" } }

  struct Scalar {
    fileprivate let graph: YAMLGraph
    fileprivate let index: Int32

    private var entry: YAMLGraph.Entry { graph.entries[Int(index)] }
    var style: Style { entry.style }
    /// The explicit tag, written out, or nil.
    var tag: String? { entry.tag < 0 ? nil : graph.tags[Int(entry.tag)] }
    var mark: (line: Int, column: Int) { graph.mark(index) }

    /// The text, decoded.
    var string: String { withBytes { String(decoding: $0, as: UTF8.self) } }

    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
      let entry = entry
      return graph.bytes.withUnsafeBufferPointer {
        body(UnsafeBufferPointer(rebasing: $0[entry.start..<(entry.start + entry.count)]))
      }
    }

    /// Whether the text is this one.
    func equals(_ text: StaticString) -> Bool {
      withBytes { bytes in
        bytes.count == text.utf8CodeUnitCount && bytes.indices.allSatisfy { bytes[$0] == text.utf8Start[$0] }
      }
    }
  }

  struct Sequence: RandomAccessCollection {
    fileprivate let graph: YAMLGraph
    fileprivate let index: Int32

    var startIndex: Int { 0 }
    var endIndex: Int { graph.entries[Int(index)].count }
    subscript(position: Int) -> YAMLNode {
      graph.node(graph.children[graph.entries[Int(index)].start + position])
    }
  }

  struct Mapping: RandomAccessCollection {
    fileprivate let graph: YAMLGraph
    fileprivate let index: Int32

    var startIndex: Int { 0 }
    var endIndex: Int { graph.entries[Int(index)].count / 2 }
    subscript(position: Int) -> (YAMLNode, YAMLNode) {
      let start = graph.entries[Int(index)].start + 2 * position
      return (graph.node(graph.children[start]), graph.node(graph.children[start + 1]))
    }
  }
}

extension YAMLGraph {
  fileprivate func mark(_ index: Int32) -> (line: Int, column: Int) {
    let entry = entries[Int(index)]
    return (Int(entry.line), Int(entry.column))
  }
}
