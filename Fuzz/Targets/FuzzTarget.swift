package import Rego

/// An entry point that takes any bytes. A fuzzer looks for bytes that break it; the tests replay what was found.
package struct FuzzTarget: Sendable {
  /// What must hold for any bytes, and did not.
  package struct BrokenProperty: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
  }

  package typealias Body = @Sendable (UnsafeBufferPointer<UInt8>) throws(BrokenProperty) -> Void

  /// The folder of its corpus, and what `make fuzz TARGET=` takes.
  package let name: String
  package let run: Body

  package init(_ name: String, run: @escaping Body) {
    self.name = name
    self.run = run
  }

  /// Those that need no library beyond the engine.
  package static let engine = [
    ParseTarget.target, CompileTarget.target, JSONTarget.target, EvaluateTarget.target, BuiltinsTarget.target,
  ]

  /// Throws what is broken unless `condition` holds.
  package static func require(
    _ condition: Bool, _ broken: @autoclosure () -> String
  ) throws(BrokenProperty) {
    if !condition { throw BrokenProperty(broken()) }
  }
}
