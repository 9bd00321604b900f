/// A template as it is executed.
indirect enum TemplateNode {
  case text([UInt8])
  case action(TemplatePipeline)
  case conditional(TemplatePipeline, then: [TemplateNode], otherwise: [TemplateNode])
  case loop(TemplatePipeline, body: [TemplateNode], otherwise: [TemplateNode])
  case with(TemplatePipeline, body: [TemplateNode], otherwise: [TemplateNode])
  case template(name: [UInt8], TemplatePipeline?)
  case stop, skip
}

struct TemplatePipeline {
  var variables: [[UInt8]] = []
  var isAssignment = false
  var commands: [[TemplateTerm]] = []
}

struct TemplateTerm {
  indirect enum Kind {
    case dot, null
    case fields
    case variable([UInt8])
    case function(String)
    case string([UInt8])
    case integer(Int64)
    case float(Double)
    case boolean(Bool)
    case pipeline(TemplatePipeline)
  }
  var kind: Kind
  /// Names after it: `.a.b`, `$x.name`.
  var fields: [[UInt8]] = []
  var position: Int
  /// As it was written, for messages.
  var source: String
}

/// Reads the tokens of a template.
struct TemplateParser {
  private let tokens: [TemplateToken]
  private let text: [UInt8]
  private var index = 0
  private var depth = 0
  private var loops = 0
  private var variables: [[UInt8]] = [[]]
  private(set) var definitions: [[UInt8]: [TemplateNode]] = [:]

  private static let nestingMax = 100
  static let functions: Set<String> = [
    "and", "or", "not", "len", "index", "slice", "print", "printf", "println", "html", "js", "urlquery", "eq", "ne",
    "lt", "le", "gt", "ge",
  ]

  init(_ template: Bytes) throws(TemplateError) {
    text = Array(template)
    tokens = try TemplateLexer.tokens(of: template)
  }

  /// The template's nodes; what it defines is in ``definitions``.
  mutating func parse() throws(TemplateError) -> [TemplateNode] {
    let (nodes, keyword) = try list()
    if let keyword { throw error("unexpected {{\(keyword)}}") }
    return nodes
  }

  private var token: TemplateToken { tokens[min(index, tokens.count - 1)] }

  private func error(_ message: String) -> TemplateError {
    TemplateError(message: message, line: TemplateLexer.line(at: token.position, in: text))
  }

  private static func name(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// Nodes up to the end or to an `end` or `else`, whose keyword is read and returned.
  private mutating func list() throws(TemplateError) -> (nodes: [TemplateNode], keyword: String?) {
    depth += 1
    defer { depth -= 1 }
    if depth > TemplateParser.nestingMax { throw error("nested too deeply") }
    var nodes: [TemplateNode] = []
    while token.kind != .end {
      if token.kind == .text {
        nodes.append(.text(token.content))
        index += 1
        continue
      }
      index += 1
      if token.kind == .identifier {
        let keyword = TemplateParser.name(token.content)
        if keyword == "end" || keyword == "else" {
          index += 1
          return (nodes, keyword)
        }
        if let node = try statement(keyword) {
          nodes += node
          continue
        }
      }
      nodes.append(.action(try pipeline(until: .rightDelimiter)))
    }
    return (nodes, nil)
  }

  private mutating func expect(_ kind: TemplateToken.Kind, _ context: String) throws(TemplateError) {
    guard token.kind == kind else { throw error("unexpected \(described(token)) in \(context)") }
    index += 1
  }

  private func described(_ token: TemplateToken) -> String {
    token.kind == .end ? "EOF" : "<\(TemplateParser.name(token.content))>"
  }

  private mutating func statement(_ keyword: String) throws(TemplateError) -> [TemplateNode]? {
    switch keyword {
    case "if", "with", "range":
      index += 1
      return [try control(keyword)]
    case "break", "continue":
      index += 1
      if loops == 0 { throw error("{{\(keyword)}} outside {{range}}") }
      try expect(.rightDelimiter, "{{\(keyword)}}")
      return [keyword == "break" ? .stop : .skip]
    case "template", "define", "block":
      index += 1
      guard token.kind == .string else { throw error("unexpected \(described(token)) in \(keyword) clause") }
      let name = token.content
      index += 1
      var argument: TemplatePipeline?
      if token.kind == .rightDelimiter { index += 1 } else { argument = try pipeline(until: .rightDelimiter) }
      if keyword == "template" { return [.template(name: name, argument)] }
      let (nodes, ended) = try list()
      guard ended == "end" else { throw error("unexpected EOF") }
      try expect(.rightDelimiter, "end")
      definitions[name] = nodes
      return keyword == "block" ? [.template(name: name, argument)] : []
    default: return nil
    }
  }

  private mutating func control(_ keyword: String) throws(TemplateError) -> TemplateNode {
    let known = variables.count
    defer { variables.removeLast(variables.count - known) }
    let condition = try pipeline(until: .rightDelimiter, in: keyword)
    loops += keyword == "range" ? 1 : 0
    let (body, ended) = try list()
    loops -= keyword == "range" ? 1 : 0
    var otherwise: [TemplateNode] = []
    if ended == "else" {
      if token.kind == .identifier, TemplateParser.name(token.content) == keyword, keyword != "range" {
        // `else if` has the `end` of the whole.
        index += 1
        otherwise = [try control(keyword)]
      } else {
        try expect(.rightDelimiter, "else")
        let (nodes, last) = try list()
        guard last == "end" else { throw error(last == nil ? "unexpected EOF" : "expected end; found {{else}}") }
        otherwise = nodes
        try expect(.rightDelimiter, "end")
      }
    } else if ended == "end" {
      try expect(.rightDelimiter, "end")
    } else {
      throw error("unexpected EOF")
    }
    switch keyword {
    case "if": return .conditional(condition, then: body, otherwise: otherwise)
    case "with": return .with(condition, body: body, otherwise: otherwise)
    default: return .loop(condition, body: body, otherwise: otherwise)
    }
  }

  private mutating func pipeline(
    until end: TemplateToken.Kind, in context: String = "command"
  ) throws(TemplateError) -> TemplatePipeline {
    depth += 1
    defer { depth -= 1 }
    if depth > TemplateParser.nestingMax { throw error("nested too deeply") }
    var pipeline = TemplatePipeline()
    try declarations(&pipeline, in: context)
    while true {
      var command: [TemplateTerm] = []
      while token.kind != end, token.kind != .pipe { command.append(try term()) }
      if command.isEmpty { throw error(pipeline.commands.isEmpty ? "missing value for \(context)" : "empty command") }
      if !pipeline.commands.isEmpty {
        // Only a function takes what comes through the pipe.
        guard case .function = command[0].kind else {
          throw error("non executable command in pipeline stage \(pipeline.commands.count + 1)")
        }
      }
      pipeline.commands.append(command)
      let isPipe = token.kind == .pipe
      index += 1
      if !isPipe { return pipeline }
    }
  }

  /// `$x :=`, `$x =`, and in loops `$i, $x :=`.
  private mutating func declarations(_ pipeline: inout TemplatePipeline, in context: String) throws(TemplateError) {
    guard token.kind == .variable else { return }
    var look = index
    var names: [[UInt8]] = []
    while tokens[look].kind == .variable {
      names.append(tokens[look].content)
      look += 1
      guard tokens[look].kind == .comma, context == "range", names.count == 1 else { break }
      look += 1
    }
    guard tokens[look].kind == .declare || tokens[look].kind == .assign else { return }
    pipeline.variables = names
    pipeline.isAssignment = tokens[look].kind == .assign
    index = look + 1
    if !pipeline.isAssignment { variables += names }
  }

  private mutating func term() throws(TemplateError) -> TemplateTerm {
    let first = token
    index += 1
    var source = TemplateParser.name(first.content)
    let kind: TemplateTerm.Kind
    var fields: [[UInt8]] = []
    switch first.kind {
    case .dot: (kind, source) = (.dot, ".")
    case .field: (kind, fields, source) = (.fields, [first.content], "." + source)
    case .variable:
      guard variables.contains(first.content) else { throw error("undefined variable \"$\(source)\"") }
      (kind, source) = (.variable(first.content), "$" + source)
    case .identifier: kind = try word(source)
    case .string: (kind, source) = (.string(first.content), TermText.quoted(first.content))
    case .character:
      kind = .integer(Int64(first.content.withUnsafeBufferPointer { $0.isEmpty ? 0 : $0.scalar(at: 0).value }))
    case .number: kind = try number(source)
    case .open: (kind, source) = (.pipeline(try pipeline(until: .close)), "(...)")
    default: throw error("unexpected \(described(first)) in operand")
    }
    while token.kind == .field, !token.isSpaced {
      fields.append(token.content)
      source += "." + TemplateParser.name(token.content)
      index += 1
    }
    return TemplateTerm(kind: kind, fields: fields, position: first.position, source: source)
  }

  private func word(_ name: String) throws(TemplateError) -> TemplateTerm.Kind {
    switch name {
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "nil": return .null
    default:
      guard TemplateParser.functions.contains(name) else { throw error("function \"\(name)\" not defined") }
      return .function(name)
    }
  }

  private func number(_ text: String) throws(TemplateError) -> TemplateTerm.Kind {
    if let integer = Int64(text) { return .integer(integer) }
    if text.hasPrefix("0x"), let integer = Int64(text.dropFirst(2), radix: 16) { return .integer(integer) }
    if let float = Double(text) { return .float(float) }
    throw error("bad number syntax: \"\(text)\"")
  }
}

extension TermText {
  static func quoted(_ bytes: [UInt8]) -> String { bytes.withUnsafeBufferPointer { quoted($0) } }
}
