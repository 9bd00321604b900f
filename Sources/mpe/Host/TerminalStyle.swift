import MeshDoctor
import PolicyEngine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The colours of explanations and of what the doctor finds.
enum TerminalStyle {
  /// Dresses text in colours where standard output is a terminal that wants them.
  static func forOutput(_ text: String, _ style: Explanation.Style) -> String {
    isColourful ? dressed(text, code(style)) : text
  }

  /// Dresses text in colours where standard output is a terminal that wants them.
  static func forFinding(_ text: String, _ style: MeshText.Style) -> String {
    isColourful ? dressed(text, code(style)) : text
  }

  private static let isColourful: Bool = {
    let isWanted = getenv("NO_COLOR") == nil
    return isWanted && isatty(Terminal.standardOutput) == 1
  }()

  private static func code(_ style: Explanation.Style) -> String {
    switch style {
    case .plain: ""
    case .strong: "1"
    case .good: "1;32"
    case .bad: "1;31"
    case .faint: "2"
    }
  }

  private static func code(_ style: MeshText.Style) -> String {
    switch style {
    case .error: "1;31"
    case .warning: "1;33"
    case .note: "1;36"
    case .strong: "1"
    case .faint: "2"
    }
  }

  private static func dressed(_ text: String, _ code: String) -> String {
    code.isEmpty ? text : "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
