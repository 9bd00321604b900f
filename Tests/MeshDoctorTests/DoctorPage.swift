import Foundation
import MeshDoctor

/// The table of docs/doctor.md, between two comments: one row for each example.
enum DoctorPage {
  static let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("docs/doctor.md")

  /// The page with its table as it should be.
  static func corrected(_ page: String) -> String {
    var page = page
    let (start, end) = ("<!-- findings -->\n", "<!-- end of findings -->")
    guard let head = page.range(of: start), let tail = page.range(of: end) else { return page }
    page.replaceSubrange(head.upperBound..<tail.lowerBound, with: "\n\(table)\n")
    return page
  }

  private static var table: String {
    let head = "| code | | found where | why it matters | instead of | write |\n|---|---|---|---|---|---|\n"
    let examples = Dictionary(grouping: FindingExamples.all, by: \.code)
    return head
      + MeshDoctor.kinds.flatMap { kind in
        (examples[kind.code] ?? []).enumerated().map { row(kind, $0.element, isFirst: $0.offset == 0) }
      }.joined()
  }

  private static func row(_ kind: FindingKind, _ example: FindingExample, isFirst: Bool) -> String {
    let reads = example.reads.map { "<br>reading `\($0)`" } ?? ""
    let cells =
      isFirst
      ? ["`\(kind.code)`", kind.severity.rawValue, example.what + reads, kind.reason] : ["", "", "the same", ""]
    return "| " + (cells + [code(example.before), code(example.after)]).joined(separator: " | ") + " |\n"
  }

  private static func code(_ text: String) -> String {
    let lines = text.split(separator: "\n").map { "`\($0)`" }.joined(separator: "<br>")
    return lines.isEmpty ? "–" : lines.replacing("|", with: "\\|")
  }
}
