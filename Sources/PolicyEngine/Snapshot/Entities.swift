// Unsafe: entities are plain data in their snapshot's arena.

import PolicyDomain
import Rego

/// One decoded annotation of an entity.
struct AnnotationEntry: BitwiseCopyable {
  let name: Value
  let value: Value
  let strategy: Annotation.Strategy
}

/// Annotations of one entity; each name once.
struct AnnotationList: BitwiseCopyable {
  let start: UnsafeMutablePointer<AnnotationEntry>?
  let count: Int

  static var none: AnnotationList { AnnotationList(start: nil, count: 0) }

  private init(start: UnsafeMutablePointer<AnnotationEntry>?, count: Int) {
    self.start = start
    self.count = count
  }

  /// Of equal names the last counts.
  init(_ annotations: [Annotation], in symbols: SymbolTable) {
    var order: [String] = []
    var last: [String: Annotation] = [:]
    for annotation in annotations {
      if last.updateValue(annotation, forKey: annotation.name.value) == nil { order.append(annotation.name.value) }
    }
    guard !order.isEmpty else {
      self = .none
      return
    }
    start = symbols.arena.allocate(AnnotationEntry.self, count: order.count)
    count = order.count
    for (index, name) in order.enumerated() {
      let annotation = last[name]!
      start![index] = AnnotationEntry(
        name: symbols.intern(name), value: annotation.value.map { symbols.adopt($0) } ?? .unrepresentable,
        strategy: annotation.strategy)
    }
  }

  subscript(index: Int) -> AnnotationEntry { start.unsafelyUnwrapped[index] }
}

/// A role, a scope or a resource group.
struct EntityEntry: BitwiseCopyable {
  let mrn: Value
  /// Index of the policy, or -1 when its reference leads nowhere.
  let policy: Int
  let annotations: AnnotationList
}

/// A group and the roles it brings.
struct GroupEntry: BitwiseCopyable {
  let mrn: Value
  let roles: UnsafeMutablePointer<RoleClaim>
  let roleCount: Int
  let annotations: AnnotationList
}

/// A role as a request or a group names it.
struct RoleClaim: BitwiseCopyable {
  let mrn: Value
  /// Index of the role, or -1 when nothing has this MRN.
  let role: Int
}

/// An entry of `resources`.
struct ResourceEntry: BitwiseCopyable {
  /// The resource group's MRN as policies see it.
  let group: Value
  /// Index of the resource group, or -1.
  let groupIndex: Int
  /// The group's annotations below the entry's, as an object; undefined when there are none.
  let annotations: Value
  /// The name of one of them that cannot be written as JSON, or undefined.
  let unrepresentable: Value
}

/// Entities of one kind with their MRNs.
struct EntityTable<Entry: BitwiseCopyable>: BitwiseCopyable {
  let entries: UnsafeMutablePointer<Entry>
  let count: Int
  private let table: ValueTable

  init(_ list: [Entry], keys: [Value], in symbols: SymbolTable) {
    count = list.count
    entries = symbols.arena.allocate(Entry.self, count: max(1, list.count))
    for (index, entry) in list.enumerated() { entries[index] = entry }
    table = ValueTable(zip(keys, keys.indices).map { ($0, $1) }, in: symbols)
  }

  /// The index of the entity with this MRN, or -1.
  @inline(__always)
  func find(_ mrn: Value) -> Int { table.find(mrn) }

  subscript(index: Int) -> Entry { entries[index] }
}
