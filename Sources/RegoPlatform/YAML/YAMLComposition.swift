internal import Rego
internal import Yams

/// The nodes of a text, made by libyaml, with its complaints in the form that the reference gives them.
enum YAMLComposition {
  private typealias ReadError = YAMLDocument.ReadError

  /// Plain scalars without a tag get this one, so that they can be told from those with `!!str`.
  private static let plain = Tag.Name(rawValue: "plain")
  /// Begins the tags of keys that a later pair of the same mapping overrides.
  private static let overridden = "overridden:"
  /// Keys that are there twice cost a reading each; more than this are refused.
  private static let overriddenMax = 100

  // nil only if `.*` were no pattern.
  private static let resolver = (try? Resolver.basic.appending(plain, "^")) ?? .basic

  /// The root of the first document, or nil for an empty text. The nodes know their anchors as long as the parser
  /// lives.
  /// - Parameter namesContext: whether complaints name the line where the broken piece starts, if it is not the first.
  static func root(
    of text: String, namesContext: Bool = false
  ) throws(YAMLDocument.ReadError) -> (node: Node, parser: Yams.Parser)? {
    var text = text
    var attempts = 0
    while true {
      do {
        let parser = try Yams.Parser(yaml: text, resolver: resolver, encoding: .utf8)
        return try parser.nextRoot().map { ($0, parser) }
      } catch YamlError.duplicatedKeysInMapping(_, let context) where attempts < overriddenMax {
        // The composer refuses equal keys where the reference lets the last one count: the first one gets a tag of
        // its own and is passed over later.
        attempts += 1
        guard let marked = insert("!<\(overridden)\(attempts)> ", into: text, at: context.mark) else {
          throw ReadError("yaml: mapping key defined twice")
        }
        text = marked
      } catch let error as YamlError {
        throw complaint(namesContext ? startingAtContext(error) : error, text)
      } catch { throw ReadError("yaml: \(error)") }
    }
  }

  /// The byte at a place; columns count code points.
  private static func offset(_ mark: Mark, in bytes: [UInt8]) -> Int? {
    var index = 0
    var line = 1
    while line < mark.line {
      guard index < bytes.count else { return nil }
      if bytes[index] == UInt8(ascii: "\n")
        || (bytes[index] == UInt8(ascii: "\r") && bytes[index...].dropFirst().first != UInt8(ascii: "\n"))
      {
        line += 1
      }
      index += 1
    }
    var column = 1
    while column < mark.column {
      guard index < bytes.count else { return nil }
      index += 1
      while index < bytes.count, bytes[index] & 0xC0 == 0x80 { index += 1 }
      column += 1
    }
    return index
  }

  private static func insert(_ tag: String, into text: String, at mark: Mark) -> String? {
    var bytes = Array(text.utf8)
    guard let index = offset(mark, in: bytes), index < bytes.count else { return nil }
    bytes.insert(contentsOf: tag.utf8, at: index)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func startingAtContext(_ error: YamlError) -> YamlError {
    switch error {
    case .scanner(let context?, let problem, _, let yaml) where context.mark.line > 1:
      .scanner(context: context, problem: problem, context.mark, yaml: yaml)
    case .parser(let context?, let problem, _, let yaml) where context.mark.line > 1:
      .parser(context: context, problem: problem, context.mark, yaml: yaml)
    default: error
    }
  }

  private static func complaint(_ error: YamlError, _ text: String) -> YAMLDocument.ReadError {
    switch error {
    case .scanner(let context, let problem, let mark, _):
      return located(problem, mark.line > 1 ? mark.line : context.map { $0.mark.line - 1 } ?? 0)
    case .parser(let context, let problem, let mark, _):
      return located(problem, mark.line > 1 ? mark.line - 1 : context.map { $0.mark.line - 1 } ?? 0)
    case .composer(_, let problem, let mark, _):
      guard problem.contains("alias") else { return located(problem, mark.line - 1) }
      let bytes = Array(text.utf8)
      let start = offset(mark, in: bytes).map { $0 + 1 } ?? bytes.count
      let name = bytes.dropFirst(start).prefix { byte in
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte &- UInt8(ascii: "0") <= 9
          || (byte | 0x20) &- UInt8(ascii: "a") < 26
      }
      let anchor = String(decoding: name, as: UTF8.self)
      // An anchor that is there already belongs to a value that is not complete.
      let isOpen = String(decoding: bytes.prefix(start), as: UTF8.self).contains("&\(anchor)")
      return ReadError(
        isOpen ? "yaml: anchor '\(anchor)' value contains itself" : "yaml: unknown anchor '\(anchor)' referenced")
    case .reader(let problem, _, _, _): return ReadError("yaml: \(problem)")
    default: return ReadError("yaml: \(error)")
    }
  }

  private static func located(_ problem: String, _ line: Int) -> YAMLDocument.ReadError {
    ReadError(line > 0 ? "yaml: line \(line): \(problem)" : "yaml: \(problem)")
  }

  // MARK: Nodes

  static func isMerge(_ key: Node) -> Bool {
    guard case .scalar(let scalar) = key, scalar.string == "<<" else { return false }
    let tag = scalar.tag.rawValue
    return isPlain(scalar) || tag == Tag.Name.merge.rawValue || tag.hasPrefix(overridden)
  }

  static func isOverridden(_ key: Node) -> Bool { key.tag.rawValue.hasPrefix(overridden) }

  static func isPlain(_ scalar: Node.Scalar) -> Bool {
    let tag = scalar.tag.rawValue
    return tag.isEmpty || tag == plain.rawValue
  }

  /// What a scalar means by its text and its tag.
  static func meaning(_ scalar: Node.Scalar) throws(YAMLDocument.ReadError) -> YAMLMeaning {
    if isPlain(scalar) { return YAMLMeaning(scalar.string) }
    let prefix = "tag:yaml.org,2002:"
    guard scalar.tag.rawValue.hasPrefix(prefix) else { return .text }
    let wanted = String(scalar.tag.rawValue.dropFirst(prefix.count))
    guard ["bool", "int", "float", "null", "timestamp"].contains(wanted) else { return .text }
    let meaning = YAMLMeaning(scalar.string, isStamped: wanted == "timestamp")
    if meaning.tag == wanted { return meaning }
    if wanted == "float", case .integer(let digits) = meaning, Int64(digits) != nil, let float = Double(digits) {
      return .float(float)
    }
    throw ReadError("yaml: cannot decode !!\(meaning.tag) `\(scalar.string)` as a !!\(wanted)")
  }

  /// A number as a key: the digits that a 32-bit float needs.
  static func keyText(_ float: Double) -> String {
    if float.isNaN { return ".nan" }
    let short = Float(float)
    if short.isInfinite { return float < 0 ? "-.inf" : ".inf" }
    return (short < 0 ? "-" : "")
      + GoFloat.text(Double("\(short.magnitude)") ?? 0, verb: UInt8(ascii: "g"), precision: -1)
  }

  /// A value as Go's `%#v` writes it, for messages.
  static func goSyntax(_ value: Value) -> String {
    switch value.kind {
    case .undefined, .null: return "interface {}(nil)"
    case .array: return "[]interface {}{\(value.items.map { goSyntax($0) }.joined(separator: ", "))}"
    case .object:
      let pairs = value.pairs.map { "\(goSyntax($0.key)):\(goSyntax($0.value))" }
      return "map[interface {}]interface {}{\(pairs.joined(separator: ", "))}"
    default: return JSONWriter.string(value)
    }
  }
}
