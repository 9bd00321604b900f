import PolicyEngine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The colours of explanations.
enum TerminalStyle {
  /// Dresses text in colours where standard output is a terminal that wants them.
  static func forOutput(_ text: String, _ style: Explanation.Style) -> String {
    isColourful ? coloured(text, style) : text
  }

  private static let isColourful: Bool = {
    let isWanted = getenv("NO_COLOR") == nil
    return isWanted && isatty(Terminal.standardOutput) == 1
  }()

  private static func coloured(_ text: String, _ style: Explanation.Style) -> String {
    let code =
      switch style {
      case .plain: ""
      case .strong: "1"
      case .good: "1;32"
      case .bad: "1;31"
      case .faint: "2"
      }
    return code.isEmpty ? text : "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
