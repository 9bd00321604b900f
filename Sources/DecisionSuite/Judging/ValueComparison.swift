import Rego

/// Compares documents member by member, to say where they differ.
struct ValueComparison {
  private(set) var mismatches: [Mismatch] = []
  private let allowsMore: Bool
  /// Differences beyond these are not listed.
  static let mismatchesMax = 10

  /// - Parameter allowsMore: whether objects may have members that the expected ones lack; lists must be equal in
  ///   length all the same.
  init(_ expected: Value, _ got: Value, at path: String, allowsMore: Bool) {
    self.allowsMore = allowsMore
    compare(expected, got, path)
  }

  private mutating func compare(_ expected: Value, _ got: Value, _ path: String) {
    guard mismatches.count < Self.mismatchesMax, expected != got else { return }
    if expected.kind == .object, got.kind == .object {
      for (key, value) in expected.pairs { compare(value, got.member(key), "\(path).\(key.string ?? "\(key)")") }
      if allowsMore { return }
      for (key, value) in got.pairs where expected.member(key).isUndefined {
        note("\(path).\(key.string ?? "\(key)")", .undefined, value)
      }
    } else if expected.kind == .array, got.kind == .array, expected.count == got.count {
      for (index, pair) in zip(expected.items, got.items).enumerated() {
        compare(pair.0, pair.1, "\(path)[\(index)]")
      }
    } else {
      note(path, expected, got)
    }
  }

  private mutating func note(_ path: String, _ expected: Value, _ got: Value) {
    guard mismatches.count < Self.mismatchesMax else { return }
    mismatches.append(Mismatch(path, expected: Self.text(expected), got: Self.text(got)))
  }

  private static func text(_ value: Value) -> String {
    value.isUndefined ? "none" : JSONWriter.string(value)
  }
}
