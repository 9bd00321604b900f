// Unsafe: reads collections in place.

// Comparing, hashing, copying and writing recurse, so how deep values nest has a bound. Whoever puts a value into a
// collection takes its height; a collection that would be too high exhausts its arena, which ends the evaluation.

extension Value {
  /// More levels than this are too many. Above what a JSON text may have, so that a policy can put some around it.
  static let heightMax: UInt16 = 2_400

  /// Levels of collections, itself included; 0 for a scalar.
  var height: UInt16 {
    switch tag {
    case .array: nesting != 0 ? nesting : measuredHeight()
    case .object, .set: collection.pointee.height != 0 ? collection.pointee.height : measuredHeight()
    default: 0
    }
  }

  /// The height of a collection that was filled without taking it.
  @inline(never)
  private func measuredHeight() -> UInt16 {
    var below: UInt16 = 0
    switch tag {
    case .array: for element in elements { below = max(below, element.height) }
    case .object: for entry in unorderedEntries { below = max(below, entry.key.height, entry.value.height) }
    default: for position in 0..<count { below = max(below, collection.pointee.members[position].height) }
    }
    let height = min(below, .max - 1) + 1
    if tag != .array { collection.pointee.height = height }
    return height
  }
}

extension Arena {
  /// The height of a collection of this height once `child` is in it. 0, for not known, stays 0.
  @inline(__always)
  func raised(_ height: UInt16, over child: Value) -> UInt16 {
    child.tag.rawValue < Value.Tag.array.rawValue ? height : raisedOverCollection(height, child)
  }

  @inline(never)
  private func raisedOverCollection(_ height: UInt16, _ child: Value) -> UInt16 {
    let above = min(child.height, .max - 1) + 1
    if above > Value.heightMax || (above % 64 == 0 && !ThreadStack.hasRoom(forValuesOfHeight: Int(above))) {
      state.pointee.exhausted = true
      state.pointee.nestsTooDeeply = true
    }
    return height == 0 ? 0 : max(height, above)
  }

  /// An array whose elements were filled in, with its height taken.
  package func measured(_ array: Value) -> Value {
    var height: UInt16 = 1
    for element in array.elements { height = raised(height, over: element) }
    var result = array
    result.nesting = height
    return result
  }
}
