/// A report for people.
public struct MeshText {
  /// How a piece of text is dressed.
  public enum Style: Sendable { case error, warning, note, strong, faint }

  private let report: MeshReport
  private let style: (String, Style) -> String

  /// - Parameter style: puts a text into colours.
  public init(_ report: MeshReport, style: @escaping (String, Style) -> String = { text, _ in text }) {
    self.report = report
    self.style = style
  }

  /// All of it.
  public var text: String { report.findings.map(text).joined() + verdict }

  private func text(_ finding: MeshFinding) -> String {
    let (mark, dress): (String, Style) =
      switch finding.severity {
      case .error: ("✗ error", .error)
      case .warning: ("⚠ warning", .warning)
      case .note: ("ℹ note", .note)
      }
    let more = finding.alsoAt.isEmpty ? "" : style(" and \(finding.alsoAt.count) more", .faint)
    var lines = [
      "\(style(mark, dress)) \(style(finding.code, .strong))  \("\(finding.position)".printable)\(more)",
      "  \(finding.message.printable)",
      "  \(style("why:", .faint)) \(finding.reason)", "  \(style("do:", .faint))  \(finding.remedy.printable)",
    ]
    if let yaml = finding.yaml {
      lines += yaml.split(separator: "\n", omittingEmptySubsequences: false).map {
        style("        \(String($0).printable)", .faint)
      }
    }
    return lines.joined(separator: "\n") + "\n\n"
  }

  private var verdict: String {
    func counted(_ severity: MeshFinding.Severity) -> String {
      let count = report.count(severity)
      return "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
    }
    let files = report.files.map { file in
      "  \(file.name.printable): \(file.contents.isEmpty ? "nothing to look at" : MeshText.summed(file.contents).printable)\n"
    }
    return "looked at\n" + files.joined() + MeshFinding.Severity.allCases.map(counted).joined(separator: ", ") + "\n"
  }

  /// `Service, 2 × ServiceEntry`.
  private static func summed(_ contents: [String]) -> String {
    var counts: [(name: String, count: Int)] = []
    for name in contents {
      if let index = counts.firstIndex(where: { $0.name == name }) {
        counts[index].count += 1
      } else {
        counts.append((name, 1))
      }
    }
    return counts.map { $0.count == 1 ? $0.name : "\($0.count) × \($0.name)" }.joined(separator: ", ")
  }
}
