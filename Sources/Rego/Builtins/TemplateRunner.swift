/// `strings.render_template`
struct TemplateRunner {
  static let builtin = Builtin("strings.render_template", 2) { (context, operands) throws(BuiltinError) in
    let template = try operands.string(0)
    let variables = try operands.object(1)
    var parser: TemplateParser
    let nodes: [TemplateNode]
    do throws(TemplateError) {
      parser = try TemplateParser(template.utf8)
      nodes = try parser.parse()
    } catch {
      throw .failed("template: template:\(error.line): \(error.message)")
    }
    let writer = context.emptyText()
    var runner = TemplateRunner(
      arena: context.arena, writer: writer, text: template.utf8, definitions: parser.definitions, root: variables)
    _ = try runner.run(nodes, dot: .value(variables))
    return try context.finishText()
  }

  let arena: Arena
  let writer: ByteWriter
  let text: Bytes
  let definitions: [[UInt8]: [TemplateNode]]
  /// All variables; a key that is missing is an error when there are none at all.
  let root: Value
  private var variables: [(name: [UInt8], value: TemplateValue)]
  private var calls = 0
  private var steps = 0

  private static let callsMax = 100
  private static let stepsMax = 1_000_000

  init(arena: Arena, writer: ByteWriter, text: Bytes, definitions: [[UInt8]: [TemplateNode]], root: Value) {
    self.arena = arena
    self.writer = writer
    self.text = text
    self.definitions = definitions
    self.root = root
    variables = [([], .value(root))]
  }

  private enum Flow { case normal, stop, skip }

  private mutating func run(_ nodes: [TemplateNode], dot: TemplateValue) throws(BuiltinError) -> Flow {
    let known = variables.count
    defer { variables.removeLast(variables.count - known) }
    for node in nodes {
      steps += 1
      if writer.isFull || steps > TemplateRunner.stepsMax { throw .outOfMemory }
      let flow = try run(node, dot: dot)
      if flow != .normal { return flow }
    }
    return .normal
  }

  private mutating func run(_ node: TemplateNode, dot: TemplateValue) throws(BuiltinError) -> Flow {
    switch node {
    case .text(let bytes): bytes.withUnsafeBufferPointer { writer.write($0) }
    case .action(let pipeline):
      let value = try evaluate(pipeline, dot: dot)
      if pipeline.variables.isEmpty { value.print(to: writer) }
    case .conditional(let pipeline, let then, let otherwise):
      return try scoped { (runner) throws(BuiltinError) in
        let isTrue = try runner.evaluate(pipeline, dot: dot).isTrue
        return try runner.run(isTrue ? then : otherwise, dot: dot)
      }
    case .with(let pipeline, let body, let otherwise):
      return try scoped { (runner) throws(BuiltinError) in
        let value = try runner.evaluate(pipeline, dot: dot)
        return try value.isTrue ? runner.run(body, dot: value) : runner.run(otherwise, dot: dot)
      }
    case .loop(let pipeline, let body, let otherwise):
      return try scoped { (runner) throws(BuiltinError) in
        try runner.loop(pipeline, body: body, otherwise: otherwise, dot: dot)
      }
    case .template(let name, let argument): try call(name, argument, dot: dot)
    case .stop: return .stop
    case .skip: return .skip
    }
    return .normal
  }

  private mutating func scoped(
    _ body: (inout TemplateRunner) throws(BuiltinError) -> Flow
  ) throws(BuiltinError) -> Flow {
    let known = variables.count
    defer { variables.removeLast(variables.count - known) }
    return try body(&self)
  }

  private mutating func call(_ name: [UInt8], _ argument: TemplatePipeline?, dot: TemplateValue) throws(BuiltinError) {
    guard let nodes = definitions[name] else {
      throw .failed("template: template: template \(TermText.quoted(name)) not defined")
    }
    calls += 1
    defer { calls -= 1 }
    if calls > TemplateRunner.callsMax { throw .limit("templates call each other too deeply") }
    var inner = TemplateValue.missing
    if let argument { inner = try evaluate(argument, dot: dot) }
    let outer = variables
    variables = [([], inner)]
    defer { variables = outer }
    _ = try run(nodes, dot: inner)
  }

  private mutating func loop(
    _ pipeline: TemplatePipeline, body: [TemplateNode], otherwise: [TemplateNode], dot: TemplateValue
  ) throws(BuiltinError) -> Flow {
    var source = pipeline
    source.variables = []
    let collection = try evaluate(source, dot: dot)
    var items: [(key: TemplateValue, value: TemplateValue)] = []
    switch collection {
    case .value(let value) where value.tag == .array || value.tag == .set:
      items = value.items.enumerated().map { (.integer(Int64($0.offset)), .value($0.element)) }
    case .value(let value) where value.tag == .object: items = value.pairs.map { (.value($0.key), .value($0.value)) }
    case .value(let value) where value.tag == .null: break
    case .missing: break
    case .integer(let count):
      if count > Int64(TemplateRunner.stepsMax) { throw .outOfMemory }
      items = (0..<max(0, count)).map { (.integer($0), .integer($0)) }
    default: throw .failed("template: template: range can't iterate over \(collection.text)")
    }
    if items.isEmpty { return try run(otherwise, dot: dot) }
    for (key, value) in items {
      let known = variables.count
      let values = pipeline.variables.count == 2 ? [key, value] : [value]
      for (name, value) in zip(pipeline.variables, values) { set(name, value, isAssignment: pipeline.isAssignment) }
      let flow = try run(body, dot: value)
      variables.removeLast(variables.count - known)
      if flow == .stop { break }
    }
    return .normal
  }

  private mutating func set(_ name: [UInt8], _ value: TemplateValue, isAssignment: Bool) {
    if isAssignment, let index = variables.lastIndex(where: { $0.name == name }) {
      variables[index].value = value
    } else {
      variables.append((name, value))
    }
  }

  // MARK: Expressions

  private mutating func evaluate(_ pipeline: TemplatePipeline, dot: TemplateValue) throws(BuiltinError) -> TemplateValue
  {
    var result: TemplateValue?
    for command in pipeline.commands { result = try evaluate(command, dot: dot, piped: result) }
    let value = result ?? .missing
    for name in pipeline.variables { set(name, value, isAssignment: pipeline.isAssignment) }
    return value
  }

  private mutating func evaluate(
    _ command: [TemplateTerm], dot: TemplateValue, piped: TemplateValue?
  ) throws(BuiltinError) -> TemplateValue {
    let first = command[0]
    guard case .function(let name) = first.kind else {
      if command.count > 1 { throw failure(first, "can't give argument to non-function \(first.source)") }
      return try evaluate(first, dot: dot)
    }
    if name == "and" || name == "or" {
      // The rest is not evaluated once the outcome is known.
      var value = TemplateValue.missing
      for term in command.dropFirst() {
        value = try evaluate(term, dot: dot)
        if value.isTrue == (name == "or") { return value }
      }
      return piped ?? value
    }
    var arguments: [TemplateValue] = []
    for term in command.dropFirst() { arguments.append(try evaluate(term, dot: dot)) }
    if let piped { arguments.append(piped) }
    do throws(BuiltinError) { return try TemplateFunctions.call(name, arguments, arena) } catch {
      guard case .failed(let text) = error else { throw error }
      throw failure(first, "error calling \(name): \(text)")
    }
  }

  private mutating func evaluate(_ term: TemplateTerm, dot: TemplateValue) throws(BuiltinError) -> TemplateValue {
    var value: TemplateValue
    switch term.kind {
    case .dot, .fields: value = dot
    case .null: throw failure(term, "nil is not a command")
    case .variable(let name): value = variables.last { $0.name == name }?.value ?? .missing
    case .function(let name): value = try TemplateFunctions.call(name, [], arena)
    case .string(let bytes): value = .value(bytes.withUnsafeBufferPointer { arena.string($0) })
    case .integer(let integer): value = .integer(integer)
    case .float(let float): value = .float(float)
    case .boolean(let flag): value = .value(Value(flag))
    case .pipeline(let pipeline): value = try evaluate(pipeline, dot: dot)
    }
    for field in term.fields { value = try member(field, of: value, term) }
    return value
  }

  private func member(_ name: [UInt8], of value: TemplateValue, _ term: TemplateTerm) throws(BuiltinError)
    -> TemplateValue
  {
    let shown = String(decoding: name, as: UTF8.self)
    guard case .value(let holder) = value, holder.tag != .null else {
      throw failure(term, "nil pointer evaluating interface {}.\(shown)")
    }
    guard holder.tag == .object else { throw failure(term, "can't evaluate field \(shown) in type interface {}") }
    let found = name.withUnsafeBufferPointer { holder.member($0) }
    if !found.isUndefined { return .value(found) }
    if root.count == 0 { throw failure(term, "map has no entry for key \(TermText.quoted(name))") }
    return .missing
  }

  /// An error with the place and the source of what failed.
  private func failure(_ term: TemplateTerm, _ message: String) -> BuiltinError {
    let before = text.part(0, min(term.position, text.count))
    let line = 1 + before.count { $0 == 0x0A }
    let lineStart = (before.lastIndex(of: 0x0A) ?? -1) + 1
    var source = term.source
    if source.count > 20 { source = source.prefix(20) + "..." }
    return .failed(
      "template: template:\(line):\(term.position - lineStart): executing \"template\" at <\(source)>: \(message)")
  }
}
