public import PolicyDomain

extension LintFinding.Fix {
  /// Another text in the place of one that is written without quotes, on one line.
  public static func replacing(_ text: Positioned<String>, by replacement: String) -> LintFinding.Fix {
    var end = text.position
    end.column += text.value.unicodeScalars.count
    var fix = LintFinding.Fix([Edit(start: text.position, end: end, replacement: replacement)])
    fix.expected = text.value
    return fix
  }
}
