import Foundation
import Rego
import RegoNetwork
import RegoPlatform
import Testing

/// Evaluates expressions that may use the network.
struct PolicyCall {
  static let builtins = BuiltinRegistry.standard.adding(PlatformBuiltins.all).adding(
    NetworkBuiltins.all { bytes, arena in try? YAMLDocument.read(bytes, into: arena) })

  /// 2001-09-09T01:46:40Z, in nanoseconds.
  static let now: Int64 = 1_000_000_000_000_000_000

  var network: (any NetworkAccess)?
  var module = ""
  var isStrict = true
  var now = Self.now
  var patience = Patience()
  var allowedHosts: Set<String>?

  init(_ network: (any NetworkAccess)?) { self.network = network }

  /// The value of an expression as JSON, `undefined`, or `!` with the error that ended the evaluation.
  func callAsFunction(_ expression: String) -> String {
    do {
      let symbols = SymbolTable()
      let compiler = Compiler(symbols: symbols, builtins: Self.builtins)
      let sources = module.isEmpty ? [] : [SourceText(name: "p.rego", text: module)]
      let program = try compiler.compile(sources)
      let query = try program.prepare(query: SourceText(name: "", text: "answer = \(expression)"))
      let evaluator = Evaluator(symbols: symbols)
      evaluator.hasStrictBuiltinErrors = isStrict
      evaluator.builtins.network = network
      evaluator.builtins.nowNanoseconds = now
      evaluator.builtins.patience = patience
      evaluator.builtins.allowedHosts = allowedHosts
      let rows = try evaluator.evaluate(query, input: .undefined)
      return withExtendedLifetime(evaluator) { rows.count == 0 ? "undefined" : JSONWriter.string(rows[0][0]) }
    } catch {
      return "!\(error)"
    }
  }

  /// A request in Rego, from its parts.
  static func send(_ url: String, _ more: String = "") -> String {
    "http.send({\"method\": \"get\", \"url\": \"\(url)\"\(more.isEmpty ? "" : ", \(more)")})"
  }
}

/// Certificates made for these tests, good for a hundred years.
enum Certificates {
  static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/tls/\(name).pem").path
  }

  static func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

  /// As a Rego string.
  static func quoted(_ name: String) throws -> String {
    "\"\(try text(name).replacingOccurrences(of: "\n", with: "\\n"))\""
  }
}
