public import Rego

/// Puts the Rego compiler's findings where their text stands in the bundle files.
public struct RegoMessages {
  private let snippets: [RegoSnippet]

  /// - Parameter snippets: the texts that were compiled together.
  public init(_ snippets: [RegoSnippet]) { self.snippets = snippets }

  /// The place of a finding in the bundle file.
  public func position(_ diagnostic: Diagnostic) -> SourcePosition {
    let location = diagnostic.location
    let snippet = snippets.first { $0.source === location.source } ?? snippets.first { $0.source.name == location.file }
    guard let snippet else { return SourcePosition(file: location.file, line: location.row, column: location.column) }
    return snippet.position(row: location.row, column: location.column)
  }

  /// `1 error occurred: file:line:column: code: message`, or several below a head line.
  public func render(_ diagnostics: Diagnostics, withCodes: Bool) -> String {
    let lines = diagnostics.all.map { diagnostic in
      let code = withCodes ? "\(diagnostic.code.rawValue): " : ""
      let details = diagnostic.details.map { "\n\t" + $0 }.joined()
      return "\(position(diagnostic)): \(code)\(diagnostic.message)\(details)"
    }
    return lines.count == 1
      ? "1 error occurred: \(lines[0])" : "\(lines.count) errors occurred:\n" + lines.joined(separator: "\n")
  }
}
