package import Rego

extension AnnotationReader {
  /// Reads blocks of `key: value` lines whose values are words or JSON, which is as much YAML as most tests need.
  package static let lines = AnnotationReader { text throws(ReadError) in
    var pairs: [(key: YAMLNode, value: YAMLNode)] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if let first = lines.first, let root = node(json: first, line: 1) { return root }
    for (index, line) in lines.enumerated() where !line.isEmpty {
      let parts = line.split(separator: ":", maxSplits: 1).map { $0.drop { $0 == " " } }
      guard parts.count == 2 else { throw ReadError("yaml: line \(index + 1): could not find expected ':'") }
      let json = node(json: parts[1], line: index + 1)
      if json == nil, parts[1].hasPrefix("[") {
        throw ReadError("yaml: line \(index + 1): did not find expected node content")
      }
      let value = json ?? scalar(String(parts[1]), isPlain: true, line: index + 1)
      pairs.append((key: scalar(String(parts[0]), isPlain: true, line: index + 1), value: value))
    }
    return YAMLNode(.mapping(pairs), line: 1)
  }

  private static func scalar(_ text: String, isPlain: Bool, line: Int) -> YAMLNode {
    YAMLNode(.scalar(text, isPlain: isPlain), line: line)
  }

  private static func node(json text: Substring, line: Int) -> YAMLNode? {
    guard let document = try? Document(json: String(text)) else { return nil }
    return document.withValue { node($0, line: line) }
  }

  private static func node(_ value: Value, line: Int) -> YAMLNode {
    switch value.kind {
    case .array, .set: YAMLNode(.sequence(value.items.map { node($0, line: line) }), line: line)
    case .object:
      YAMLNode(
        .mapping(value.pairs.map { (key: node($0.key, line: line), value: node($0.value, line: line)) }), line: line)
    case .string: scalar(value.string ?? "", isPlain: false, line: line)
    default: scalar(JSONWriter.string(value), isPlain: true, line: line)
    }
  }
}
