import Yams

/// Composes the first document of a YAML text, with the composer's errors in our words.
struct YAMLComposer {
  let source: YAMLSource

  /// The root node with its parser, without which nodes lose their anchors.
  func composed() throws(DomainError) -> (root: Node?, parser: Yams.Parser?) {
    do {
      let parser = try Yams.Parser(yaml: source.text, encoding: .utf8)
      return (try parser.nextRoot(), parser)
    } catch let error as YamlError {
      throw DomainError(diagnostic(of: error))
    } catch {
      throw DomainError(DomainDiagnostic(.yaml, "\(error)", at: SourcePosition(file: source.file)))
    }
  }

  private func diagnostic(of error: YamlError) -> DomainDiagnostic {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let words = context.map { "\(problem) \($0.text)" } ?? problem
      let place = source.position(line: mark.line, column: mark.column)
      return DomainDiagnostic(.yaml, words, at: place, remedy: remedy(problem, line: mark.line))
    case .reader(let problem, let offset, let value, let yaml):
      let code = value > 0 ? " (U+" + String(value, radix: 16, uppercase: true) + ")" : ""
      return DomainDiagnostic(
        .yaml, problem + code, at: position(characters: offset, in: yaml), remedy: "remove or escape the character")
    case .duplicatedKeysInMapping(let duplicates, let context):
      return duplicate(duplicates.first ?? "", first: context.mark)
    default:
      return DomainDiagnostic(.yaml, "\(error)", at: SourcePosition(file: source.file))
    }
  }

  func remedy(_ problem: String, line: Int) -> String? {
    if problem.contains("undefined alias") {
      return "an anchor must stand before its alias and may not contain it"
    }
    let text = source.line(line)
    if text.prefix(while: { $0 == 0x20 || $0 == 0x09 }).contains(0x09) || problem.contains("tab") {
      return "indent with spaces, YAML takes no tabs"
    }
    if problem.contains("mapping values are not allowed") {
      return "check the indentation, or put a value that contains `: ` in quotes"
    }
    return "check the indentation and the quotes around this line"
  }

  private func position(characters offset: Int?, in yaml: String) -> SourcePosition {
    guard let offset else { return SourcePosition(file: source.file) }
    let before = yaml.prefix(offset)
    let line = before.reduce(1) { $1.isNewline ? $0 + 1 : $0 }
    let column = before.reversed().prefix { !$0.isNewline }.count + 1
    return source.position(line: line, column: column)
  }

  /// The composer only says where the key stands first; the second place is the next line that spells it at the same
  /// depth.
  private func duplicate(_ key: String, first: Mark) -> DomainDiagnostic {
    let spellings = ["\(key):", "\"\(key)\":", "'\(key)':"].map { Array($0.utf8) }
    var number = first.line + 1
    var found = first.line
    while number <= source.lineCount, found == first.line {
      let text = source.line(number)
      let indent = text.prefix { $0 == 0x20 }.count
      let rest = text.dropFirst(first.column - 1)
      if indent == first.column - 1, spellings.contains(where: { rest.starts(with: $0) }) { found = number }
      number += 1
    }
    return DomainDiagnostic(
      .yaml, "mapping key \"\(key)\" already defined at line \(first.line)",
      at: source.position(line: found, column: first.column), remedy: "remove one of the two, or join them")
  }
}
