// Unsafe: builds collections in place.

import PolicyDomain
import Rego

/// Merges values of annotations that two sources carry under one name.
enum AnnotationMerge {
  /// The strategy of a merge: the higher source's, else the lower's, else `deep`.
  static func strategy(higher: Annotation.Strategy, lower: Annotation.Strategy) -> Annotation.Strategy {
    if higher != .unspecified { return higher }
    return lower == .unspecified ? .deep : lower
  }

  /// What `higher` and `lower` make together. Values of different kinds do not merge: the higher one stays.
  static func merge(lower: Value, higher: Value, _ strategy: Annotation.Strategy, in arena: Arena) -> Value {
    switch (higher.tag, lower.tag) {
    case (.array, .array): return arrays(lower: lower, higher: higher, strategy, in: arena)
    case (.object, .object): return objects(lower: lower, higher: higher, strategy, in: arena)
    case (.array, _), (.object, _), (_, .array), (_, .object): return higher
    default: return strategy == .prepend ? lower : higher
    }
  }

  private static func arrays(lower: Value, higher: Value, _ strategy: Annotation.Strategy, in arena: Arena) -> Value {
    switch strategy {
    case .replace: return higher
    case .prepend: return concatenation(lower, higher, in: arena)
    case .union: return union(higher, lower, in: arena)
    case .append, .deep, .unspecified: return concatenation(higher, lower, in: arena)
    }
  }

  private static func concatenation(_ first: Value, _ second: Value, in arena: Arena) -> Value {
    if first.count == 0 { return second }
    if second.count == 0 { return first }
    guard arena.admits((first.count + second.count) * MemoryLayout<Value>.stride) else { return first }
    let (array, elements) = arena.array(count: first.count + second.count)
    for (index, element) in first.elements.enumerated() { elements[index] = element }
    for (index, element) in second.elements.enumerated() { elements[first.count + index] = element }
    return array
  }

  /// The elements of both without repetition; numbers are equal by value, objects whatever the order of their keys.
  private static func union(_ first: Value, _ second: Value, in arena: Arena) -> Value {
    guard arena.admits((first.count + second.count) * MemoryLayout<Value>.stride * 4) else { return first }
    var seen = SetBuilder(arena, capacity: first.count + second.count)
    var result = ArrayBuilder(arena, capacity: first.count + second.count)
    for source in [first, second] {
      for element in source.elements where !seen.contains(element) {
        seen.insert(element)
        result.append(element)
      }
    }
    return result.finish()
  }

  private static func objects(lower: Value, higher: Value, _ strategy: Annotation.Strategy, in arena: Arena) -> Value {
    if strategy == .replace { return higher }
    guard arena.admits((lower.count + higher.count) * MemoryLayout<Entry>.stride * 2) else { return higher }
    let isDeep = strategy == .deep || strategy == .union || strategy == .unspecified
    let (base, top) = strategy == .prepend ? (higher, lower) : (lower, higher)
    var builder = ObjectBuilder(arena, capacity: base.count + top.count)
    for entry in base.unorderedEntries { builder.append(entry.key, entry.value) }
    for entry in top.unorderedEntries {
      let below = isDeep ? base.member(entry.key) : .undefined
      builder.set(
        entry.key,
        below.isUndefined ? entry.value : merge(lower: below, higher: entry.value, .deep, in: arena))
    }
    return builder.finish()
  }
}

/// Annotations of several sources, merged one below the other.
struct AnnotationAccumulator {
  private let arena: Arena
  /// What was there first, as long as nothing was merged below it.
  private var shared: Value
  private var values: ObjectBuilder?
  /// The strategies of names that have one.
  private var strategies: ObjectBuilder?
  private var mayBeUnrepresentable = false

  /// - Parameter top: the object of the highest priority, whose entries have no strategy, or undefined.
  init(_ arena: Arena, top: Value) {
    self.arena = arena
    shared = top
  }

  /// Puts an entity's annotations below everything so far.
  mutating func addBelow(_ list: AnnotationList) {
    guard list.count > 0, !arena.isExhausted else { return }
    var values = self.values ?? copyOfShared(room: list.count)
    var strategies = self.strategies ?? ObjectBuilder(arena, capacity: 4)
    for index in 0..<list.count {
      let entry = list[index]
      if entry.value.isUnrepresentable { mayBeUnrepresentable = true }
      let key = entry.name
      let higher = values.get(key)
      if higher.isUndefined {
        values.append(key, entry.value)
        if entry.strategy != .unspecified { strategies.set(key, Value(Int(entry.strategy.rawValue))) }
      } else {
        let own = strategies.get(key).integer.flatMap { Annotation.Strategy(rawValue: UInt8($0)) } ?? .unspecified
        let strategy = AnnotationMerge.strategy(higher: own, lower: entry.strategy)
        values.set(key, AnnotationMerge.merge(lower: entry.value, higher: higher, strategy, in: arena))
      }
    }
    self.values = values
    self.strategies = strategies
  }

  private func copyOfShared(room: Int) -> ObjectBuilder {
    guard shared.tag == .object else { return ObjectBuilder(arena, capacity: room) }
    var builder = ObjectBuilder(arena, capacity: shared.count + room)
    for entry in shared.unorderedEntries { builder.append(entry.key, entry.value) }
    return builder
  }

  /// The merged object, or undefined when no source had any annotation.
  func finish() -> Value { values.map { $0.finish() } ?? shared }

  /// The name of a merged annotation that JSON has no value for, or undefined.
  func unrepresentableName(in merged: Value) -> Value {
    guard mayBeUnrepresentable, merged.tag == .object else { return .undefined }
    return merged.unorderedEntries.first { $0.value.isUnrepresentable }?.key ?? .undefined
  }
}

extension Value {
  /// Stands for an annotation that cannot be written as JSON, until the request that it applies to is denied.
  static var unrepresentable: Value { Value(tag: .node) }

  var isUnrepresentable: Bool { tag == .node }
}
