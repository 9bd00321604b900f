import Foundation
import Rego
import RegoPlatform
import Rune
import Server

/// A bundle that is compiled, to be asked about one input.
struct RuneEvaluation {
  private let program: Program
  private let evaluator: Evaluator

  /// - Throws: ``FatalError`` with what the compiler found.
  init(_ bundle: RuneBundle) throws(FatalError) {
    let symbols = SymbolTable()
    program = try Self.compile(bundle, symbols: symbols)
    evaluator = Evaluator(symbols: symbols)
    evaluator.builtins.network = Host.network
    evaluator.builtins.zoneFile = SystemEnvironment.zoneFile
    evaluator.builtins.nowNanoseconds = Int64(Date().timeIntervalSince1970 * 1_000_000_000)
    evaluator.builtins.onPrint = { text, _ in RegoErrorPrinter.printError(text) }
  }

  static func compile(_ bundle: RuneBundle, symbols: SymbolTable = SymbolTable()) throws(FatalError) -> Program {
    var compiler = Compiler(symbols: symbols, builtins: Host.builtins)
    compiler.keepsPrint = true
    do throws(Diagnostics) {
      return try bundle.data.withValue { data throws(Diagnostics) in
        try compiler.compile(bundle.modules.map(\.module), data: data)
      }
    } catch {
      throw FatalError("\(error)")
    }
  }

  /// Reads the input: JSON, or YAML by its name; `-` is standard input.
  func input(_ path: String?) throws -> Value {
    guard let path else { return .undefined }
    if path == StandardInput.name { try StandardInput.claim(for: "--input \(path)") }
    let bytes = try HostFiles.readInput(path)
    do {
      return path.hasSuffix(".yaml") || path.hasSuffix(".yml")
        ? try YAMLDocument.read(bytes, into: evaluator.arena)
        : try bytes.withUnsafeBufferPointer { try JSONReader.read($0, into: evaluator.arena) }
    } catch {
      throw FatalError("\(path): \(error)")
    }
  }

  /// Lends the document at a path to `body`; undefined where there is none.
  func withDocument<R>(_ path: [String], input: Value, _ body: (Value) throws -> R) throws -> R {
    let value: Value
    do throws(Diagnostic) { value = try evaluator.evaluate(program.prepare(path: path), input: input) } catch {
      throw FatalError("\(error)")
    }
    return try withExtendedLifetime(evaluator) { try body(value) }
  }

  /// Lends `data.rune.results` to `body`.
  func withResults<R>(input: Value, _ body: (Value) throws -> R) throws -> R {
    try withDocument(["rune", "results"], input: input) { results in
      guard results.kind == .object else {
        throw FatalError("`data.rune.results` is undefined: the framework of this bundle is not complete")
      }
      return try body(results)
    }
  }
}
