package import FuzzTargets
internal import Rego
internal import RegoPlatform

extension FuzzTarget {
  /// YAML data to a value, and back through `yaml.marshal`; and what reads bundles of rule sets.
  package static let platform =
    [
      FuzzTarget("yaml") { (bytes) throws(BrokenProperty) in
        let arena = Arena()
        let value: Value
        do throws(YAMLDocument.ReadError) { value = try YAMLDocument.read(Array(bytes), into: arena) } catch {
          _ = error.description
          return
        }
        guard value.isAtMost(1_000) else { return }
        let text = JSONWriter.string(value)
        guard let again = try? Document(json: text) else { throw .init("what was read cannot be written: \(text)") }
        try require(again.json == text, "what was read is written otherwise: \(text) \(again.json)")
        withExtendedLifetime(arena) {}
      }
    ] + rune
}

extension Value {
  /// Whether it has at most so many values within it: aliases make large ones of a few bytes.
  fileprivate func isAtMost(_ countMax: Int) -> Bool {
    var left = countMax
    func visit(_ value: Value) {
      left -= 1
      for (_, inner) in value.pairs where left > 0 { visit(inner) }
    }
    visit(self)
    return left > 0
  }
}
