import Foundation
import Rego

/// Prints errors as `opa` does: as a document, or as lines.
struct RegoErrorPrinter {
  let arena = Arena(bytesKept: .max)
  private var errors: [Value] = []
  private var lines: [String] = []

  /// Nil for an error that is none of the language or of its files.
  init?(_ error: any Error) {
    switch error {
    case let found as Diagnostics: add(found.all)
    case let found as Diagnostic: add([found])
    case let found as RegoFiles.LoadError:
      var document = ObjectBuilder(arena)
      document.set("message", arena.string(found.description))
      errors = [document.finish()]
      lines = [found.description]
    default: return nil
    }
  }

  private mutating func add(_ found: [Diagnostic]) {
    errors = found.map { $0.document(in: arena) }
    lines = found.map(\.description)
  }

  /// `{"errors": […]}`.
  var document: String {
    var output = ObjectBuilder(arena)
    output.set("errors", arena.array(errors))
    return JSONWriter.pretty(output.finish(), escaping: .html)
  }

  var text: String {
    (lines.count == 1 ? "1 error occurred: " : "\(lines.count) errors occurred:\n") + lines.joined(separator: "\n")
  }

  static func printError(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
