internal import Rego

/// Parses modules of which it is not said what version of the language they are written in.
struct ModuleReader {
  /// Nil: each module by itself, v1 where it parses so.
  let forced: RegoVersion?
  let annotations: AnnotationReader?

  func read(_ source: SourceText) throws(Diagnostics) -> (Module, RegoVersion) {
    if let forced { return (try parse(source, forced), forced) }
    do throws(Diagnostics) { return (try parse(source, .v1), .v1) } catch let v1 {
      do throws(Diagnostics) { return (try parse(source, .v0), .v0) } catch let v0 {
        // The one that got further with it is the likelier one.
        throw v0.farthest > v1.farthest ? v0 : v1
      }
    }
  }

  private func parse(_ source: SourceText, _ version: RegoVersion) throws(Diagnostics) -> Module {
    try Parser.module(source, version: version, annotations: annotations)
  }
}

extension Diagnostics {
  fileprivate var farthest: Int { all.map(\.location.offset).max() ?? 0 }
}
