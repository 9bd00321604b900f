/// The order of terms before evaluation: by kind, then by content. Two terms that compare equal are written alike.
///
/// Objects and sets are kept in this order without duplicates, so that generated names are numbered by content, not by
/// the order of writing, and `{"a": 1, "a": 2}` is `{"a": 2}` before it is evaluated.
enum TermOrder {
  static func compare(_ a: Term, _ b: Term) -> Int {
    switch (a.node, b.node) {
    case (.boolean(let a), .boolean(let b)): (a ? 1 : 0) - (b ? 1 : 0)
    case (.number(let a), .number(let b)): compareNumbers(a, b)
    case (.string(let a), .string(let b)): compareText(a, b)
    case (.variable(let a), .variable(let b)): compareText(a, b)
    case (.reference(let a), .reference(let b)), (.array(let a), .array(let b)), (.set(let a), .set(let b)):
      compareLists(a, b)
    case (.object(let a), .object(let b)): compareItems(a, b)
    case (.call(let f, let a), .call(let g, let b)): compareLists([f] + a, [g] + b)
    default:
      rank(a) != rank(b) ? rank(a) - rank(b) : compareText(a.description, b.description)
    }
  }

  /// Sorts and removes duplicates; of equal keys the last value stays.
  static func normalize(_ items: inout [ObjectItem]) {
    if isStrictlyAscending(items, by: { compare($0.key, $1.key) }) { return }
    let sorted = items.enumerated().sorted { a, b in
      let order = compare(a.element.key, b.element.key)
      return order != 0 ? order < 0 : a.offset < b.offset
    }
    items = []
    for (_, item) in sorted {
      if let last = items.last, compare(last.key, item.key) == 0 {
        items[items.count - 1].value = item.value
      } else {
        items.append(item)
      }
    }
  }

  static func normalize(_ elements: inout [Term]) {
    if isStrictlyAscending(elements, by: compare) { return }
    elements.sort { compare($0, $1) < 0 }
    var unique: [Term] = []
    for element in elements where unique.last.map({ compare($0, element) != 0 }) ?? true { unique.append(element) }
    elements = unique
  }

  private static func isStrictlyAscending<T>(_ items: [T], by compare: (T, T) -> Int) -> Bool {
    for index in items.indices.dropFirst() where compare(items[index - 1], items[index]) >= 0 { return false }
    return true
  }

  private static func rank(_ term: Term) -> Int {
    switch term.node {
    case .null: 0
    case .boolean: 1
    case .number: 2
    case .string: 3
    case .variable: 4
    case .reference: 5
    case .array: 6
    case .object: 7
    case .set: 8
    case .arrayComprehension: 9
    case .objectComprehension: 10
    case .setComprehension: 11
    case .call: 12
    case .template: 13
    }
  }

  private static func compareText(_ a: String, _ b: String) -> Int {
    if a == b { return 0 }
    return a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
  }

  private static func compareNumbers(_ a: String, _ b: String) -> Int {
    if let a = Int64(a), let b = Int64(b) { return a == b ? 0 : a < b ? -1 : 1 }
    if let x = Double(a), let y = Double(b), x != y { return x < y ? -1 : 1 }
    return compareText(a, b)
  }

  private static func compareLists(_ a: [Term], _ b: [Term]) -> Int {
    for (x, y) in zip(a, b) {
      let order = compare(x, y)
      if order != 0 { return order }
    }
    return a.count - b.count
  }

  private static func compareItems(_ a: [ObjectItem], _ b: [ObjectItem]) -> Int {
    for (x, y) in zip(a, b) {
      let keys = compare(x.key, y.key)
      if keys != 0 { return keys }
      let values = compare(x.value, y.value)
      if values != 0 { return values }
    }
    return a.count - b.count
  }
}
