// Unsafe: owns the plain memory that the machine runs over.

/// One function as the machine sees it.
struct FunctionCode {
  let instructions: UnsafeMutablePointer<Instruction>
  let constants: UnsafeMutablePointer<Value>
  let registerCount: Int
  /// The function's position among its code's functions.
  let index: Int
}

/// A document node as the machine sees it.
struct NodeCode {
  enum Kind: UInt8 { case interior, complete, partial, function }
  var kind: Kind
  var hasRules: Bool
  var parent: Int32
  /// Index of the function that evaluates it, or -1.
  var function: Int32
  var key: Value
  var base: Value
  var children: UnsafeMutablePointer<Int32>
  var childCount: Int32
  /// By how many keys they take, from one on: the functions that evaluate a partial document for keys alone, or -1.
  var keyed: UnsafeMutablePointer<Int32>
  var keyedCount: Int32
}

/// Functions and document nodes, planned together: immutable.
final class Code: @unchecked Sendable {
  let functions: UnsafeMutablePointer<FunctionCode>
  let functionCount: Int
  let nodes: UnsafeMutablePointer<NodeCode>
  let nodeCount: Int
  let builtins: UnsafeMutablePointer<Builtin>
  let builtinCount: Int
  let names: [String]
  let locations: [[Int32: Location]]
  /// Whether rules may print.
  let prints: Bool
  /// Keeps constants alive.
  let symbols: SymbolTable

  init(_ builders: [FunctionBuilder], tree: DocumentTree, builtins list: [Builtin], symbols: SymbolTable) {
    self.symbols = symbols
    functionCount = builders.count
    functions = .allocate(capacity: max(builders.count, 1))
    for (index, builder) in builders.enumerated() {
      let instructions = UnsafeMutablePointer<Instruction>.allocate(capacity: max(builder.instructions.count, 1))
      instructions.initialize(from: builder.instructions, count: builder.instructions.count)
      let constants = UnsafeMutablePointer<Value>.allocate(capacity: max(builder.constants.count, 1))
      constants.initialize(from: builder.constants, count: builder.constants.count)
      (functions + index).initialize(
        to: FunctionCode(
          instructions: instructions, constants: constants, registerCount: builder.registerCount, index: index))
    }
    names = builders.map(\.name)
    locations = builders.map(\.locations)
    nodeCount = tree.nodes.count
    nodes = .allocate(capacity: tree.nodes.count)
    for (index, node) in tree.nodes.enumerated() { (nodes + index).initialize(to: Code.nodeCode(node)) }
    builtinCount = list.count
    prints = list.contains { $0.name == "internal.print" }
    builtins = .allocate(capacity: max(list.count, 1))
    builtins.initialize(from: list, count: list.count)
  }

  private static func nodeCode(_ node: DocumentTree.Node) -> NodeCode {
    let kind: NodeCode.Kind =
      switch node.kind {
      case .interior: .interior
      case .complete: .complete
      case .partial: .partial
      case .function: .function
      }
    let children = UnsafeMutablePointer<Int32>.allocate(capacity: max(node.children.count, 1))
    for (position, child) in node.children.sorted(by: { $0.key < $1.key }).enumerated() {
      children[position] = Int32(child.value)
    }
    let keyed = UnsafeMutablePointer<Int32>.allocate(capacity: max(node.keyed.count, 1))
    for (position, function) in node.keyed.enumerated() { keyed[position] = Int32(function) }
    return NodeCode(
      kind: kind, hasRules: node.hasRules, parent: Int32(node.parent), function: Int32(node.function), key: node.key,
      base: node.base, children: children, childCount: Int32(node.children.count),
      keyed: keyed, keyedCount: Int32(node.keyed.count))
  }

  deinit {
    for index in 0..<functionCount {
      functions[index].instructions.deallocate()
      functions[index].constants.deallocate()
    }
    functions.deallocate()
    for index in 0..<nodeCount {
      nodes[index].children.deallocate()
      nodes[index].keyed.deallocate()
    }
    nodes.deallocate()
    builtins.deinitialize(count: builtinCount)
    builtins.deallocate()
  }
}
