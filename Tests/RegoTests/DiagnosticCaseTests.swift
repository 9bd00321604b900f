import Foundation
import Rego
import TestSupport
import Testing

/// Every message of the parser, the compiler and the machine has a case in `Fixtures/rego/diagnostics`, in the form of
/// all conformance cases. `messages.txt` lists the messages; those that no policy brings about have a reason there.
struct DiagnosticCaseTests {
  static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  static let folder = tests.appendingPathComponent("Fixtures/rego/diagnostics")
  static let environment = RegoEnvironment(annotations: .lines)

  static func names(in folder: URL, ending: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(ending) }.sorted()
  }

  static func cases(_ file: String) throws -> [RegoCase] {
    let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(file)))
    return RegoCase.cases(of: try Document(json: bytes), file: file)
  }

  @Test("every case has its error, to the last column", arguments: names(in: folder, ending: ".json"))
  func holds(_ file: String) throws {
    for example in try Self.cases(file) {
      let why = example.exactFailure(Self.environment)
      #expect(why == nil, "\(example.note)")
    }
  }

  @Test("every message is shown by a case")
  func coverage() throws {
    let files = Self.names(in: Self.folder, ending: ".json")
    let shown = try files.flatMap { try Self.cases($0).flatMap(\.wantedMessages) }
    for message in try Self.messages() where message.reason == nil {
      #expect(shown.contains { message.text.matches(partOf: $0) }, "no case shows `\(message.text)`")
    }
  }

  @Test("every message of the sources is listed", arguments: ["Syntax", "Compile", "Plan", "Machine"])
  func completeness(_ part: String) throws {
    let listed = Set(try Self.messages().map(\.text))
    let sources = Self.tests.deletingLastPathComponent().appendingPathComponent("Sources/Rego/\(part)")
    for name in Self.names(in: sources, ending: ".swift") where !name.hasPrefix("Types/") {
      let text = try String(contentsOf: sources.appendingPathComponent(name), encoding: .utf8)
      for literal in MessageLiterals.all(in: text) where !listed.contains(literal) {
        Issue.record("`\(literal)` of \(name) is not in messages.txt")
      }
    }
  }

  /// `text`, or `text ‖ why no case can show it`.
  static func messages() throws -> [(text: String, reason: String?)] {
    let text = try String(contentsOf: folder.appendingPathComponent("messages.txt"), encoding: .utf8)
    return text.split(separator: "\n").map { line in
      let parts = line.split(separator: "‖", maxSplits: 1)
      let reason = parts.count > 1 ? String(parts[1]) : nil
      return (reason == nil ? String(line) : String(parts[0].dropLast()), reason)
    }
  }
}

/// The string literals in lines of Swift that report something; what is interpolated is a `*`, a line end a `⏎`.
private enum MessageLiterals {
  static let reporters = [
    " error(", "unexpected(", "report(", "refuse(", " fail(", " hint(", "Diagnostic(", "Fault(", "message",
    "faults.append(", "unsafe = ",
  ]

  static func all(in text: String) -> [String] {
    var found: [String] = []
    for line in text.split(separator: "\n") {
      let trimmed = line.drop { $0 == " " }
      guard !trimmed.hasPrefix("//"), reporters.contains(where: line.contains) else { continue }
      found += literals(in: Array(trimmed)).filter { $0.contains(" ") && $0.contains { $0.isLetter } }
    }
    return found
  }

  private static func literals(in line: [Character]) -> [String] {
    var found: [String] = []
    var index = 0
    while let start = line[index...].firstIndex(of: "\"") {
      var text = ""
      index = start + 1
      while index < line.count, line[index] != "\"" {
        if line[index] == "\\", index + 1 < line.count {
          if line[index + 1] == "(" {
            index = end(ofParenthesis: index + 1, line)
            text += "*"
          } else {
            text += line[index + 1] == "n" ? "⏎" : String(line[index + 1])
            index += 2
          }
        } else {
          text.append(line[index])
          index += 1
        }
      }
      found.append(text)
      index = min(index + 1, line.count)
    }
    return found
  }

  private static func end(ofParenthesis start: Int, _ line: [Character]) -> Int {
    var depth = 0
    for index in start..<line.count {
      if line[index] == "(" { depth += 1 }
      if line[index] == ")" { depth -= 1 }
      if depth == 0 { return index + 1 }
    }
    return line.count
  }
}

extension String {
  /// Whether a part of `text` is this, where a `*` stands for anything.
  fileprivate func matches(partOf text: String) -> Bool {
    var rest = text[...]
    for piece in replacing("⏎", with: "\n").split(separator: "*") {
      guard let range = rest.firstRange(of: piece) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}
