import Logging
import PolicyEngine
import Rego

/// Which policies and mappers are traced, and where traces go: to standard error, one evaluation in one piece.
struct TraceFilter: Sendable {
  /// A policy or mapper is traced when one of them is found in its MRN or name; all are when there are none.
  private let expressions: [RegularExpression]

  /// - Parameter warn: takes filters that are no regular expressions; they are left out.
  init(_ patterns: [String], warn: (String) -> Void) {
    var expressions: [RegularExpression] = []
    for pattern in patterns {
      do throws(RegularExpressionError) { expressions.append(try RegularExpression(pattern)) } catch {
        warn("invalid trace filter pattern '\(pattern)': \(error)")
      }
    }
    self.expressions = expressions
  }

  /// The filter that flags ask for, or the log level of the module `opa`; nil where nothing is traced. A level for all
  /// modules asks for no traces: they show all that policies see, tokens included, and are no log lines.
  static func asked(by global: GlobalOptions) -> TraceFilter? {
    let log = Host.logger("opa")
    let isNamed = Host.logLevels.levels.byModule["opa"] != nil
    guard global.trace || isNamed && log.logLevel <= .debug else { return nil }
    return TraceFilter(global.traceFilters) {
      log.warning("\($0)", metadata: ["actor": "opa", "action": "WithTraceFilter"])
    }
  }

  func isTraced(_ name: String) -> Bool {
    expressions.isEmpty
      || expressions.contains { expression in
        var name = name
        return name.withUTF8 { expression.isFound(in: $0) }
      }
  }

  /// Where traces go.
  static let output: @Sendable (String) -> Void = { Terminal.write($0, to: Terminal.standardError) }
}
