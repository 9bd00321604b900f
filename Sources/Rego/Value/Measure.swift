// Unsafe: reads collections in place.

// Comparing, hashing, copying and writing recurse, so how deep values nest has a bound. They also see a part that
// stands in several places as often as it stands there, so that a few dozen arrays of two could keep them busy for
// years: how much a value is when nothing is shared has a bound as well. Whoever puts a value into a collection takes
// its measure; a collection beyond a bound exhausts its arena, which ends the evaluation.

/// How high and how heavy a collection is.
struct Measure: BitwiseCopyable {
  /// Levels of collections, this one included; 0 when that is not known.
  var height: UInt16 = 1
  /// The values in the collections that it holds, each counted as often as it is reached; never wraps around.
  var below: UInt32 = 0
}

extension Value {
  /// More levels than this are too many. Above what a JSON text may have, so that a policy can put some around it.
  static let heightMax: UInt16 = 2_400
  /// A collection that would hold more values than this if it were written out is too heavy.
  static let weightMax: UInt32 = 1 << 27

  /// Levels of collections, itself included; 0 for a scalar.
  var height: UInt16 {
    switch tag {
    case .array: nesting != 0 ? nesting : measured().height
    case .object, .set:
      collection.pointee.measure.height != 0 ? collection.pointee.measure.height : measured().height
    default: 0
    }
  }

  /// The values that it holds if it were written out, itself included; of arrays to within a tenth.
  var weight: UInt32 {
    switch tag {
    case .array:
      let below = nesting != 0 ? Value.weight(code: flags) : measured().below
      return Value.sum(below, extent, 1)
    case .object, .set:
      let below = collection.pointee.measure.height != 0 ? collection.pointee.measure.below : measured().below
      return Value.sum(below, collection.pointee.count, 1)
    default: return 1
    }
  }

  private static func sum(_ below: UInt32, _ count: UInt32, _ itself: UInt32) -> UInt32 {
    UInt32(clamping: UInt64(below) + UInt64(count) + UInt64(itself))
  }

  /// Keeps the measure of an array, which has no header to keep it in.
  mutating func take(_ measure: Measure) {
    nesting = measure.height
    flags = Value.code(weight: measure.below)
  }

  /// A weight as a power of the fourth root of 2, to the nearest: an array's flags have room for no more.
  private static func code(weight: UInt32) -> UInt8 {
    if weight == 0 { return 0 }
    let exponent = 31 - weight.leadingZeroBitCount
    let fraction = ((UInt64(weight) << 32) >> UInt64(exponent)) & 0xFFFF_FFFF
    // 2^(1/8) - 1, 2^(3/8) - 1, … as fractions of 2^32: the borders between the nearest quarters.
    var quarter = fraction >= 388_727_752 ? 1 : 0
    if fraction >= 1_274_916_179 { quarter += 1 }
    if fraction >= 2_328_777_763 { quarter += 1 }
    if fraction >= 3_582_037_456 { quarter += 1 }
    return UInt8(exponent * 4 + quarter + 1)
  }

  private static func weight(code: UInt8) -> UInt32 {
    if code == 0 { return 0 }
    let power = Int(code) - 1
    // 1, 2^(1/4), 2^(1/2), 2^(3/4) times 2^32.
    let quarter: UInt64 =
      switch power & 3 {
      case 0: 4_294_967_296
      case 1: 5_107_605_667
      case 2: 6_074_001_000
      default: 7_223_245_206
      }
    return UInt32(clamping: (quarter << UInt64(power >> 2)) >> 32)
  }

  /// The measure of a collection that was filled without taking it.
  @inline(never)
  private func measured() -> Measure {
    var measure = Measure()
    func add(_ child: Value) {
      guard child.tag.rawValue >= Tag.array.rawValue, child.tag != .node else { return }
      measure.height = max(measure.height, min(child.height, .max - 1) + 1)
      measure.below = UInt32(clamping: UInt64(measure.below) + UInt64(child.weight))
    }
    switch tag {
    case .array: for element in elements { add(element) }
    case .object:
      for entry in unorderedEntries {
        add(entry.key)
        add(entry.value)
      }
    default: for position in 0..<count { add(collection.pointee.members[position]) }
    }
    if tag != .array { collection.pointee.measure = measure }
    return measure
  }
}

extension Arena {
  /// Takes `child` into the measure of the collection that it is put into. A height of 0, for not known, stays 0.
  @inline(__always)
  func raise(_ measure: inout Measure, over child: Value) {
    if child.tag.rawValue >= Value.Tag.array.rawValue { raiseOverCollection(&measure, child) }
  }

  @inline(never)
  private func raiseOverCollection(_ measure: inout Measure, _ child: Value) {
    let above = min(child.height, .max - 1) + 1
    if above > Value.heightMax {
      state.pointee.exhausted = true
      state.pointee.nestsTooDeeply = true
    }
    if measure.height != 0 { measure.height = max(measure.height, above) }
    let (below, isOver) = measure.below.addingReportingOverflow(child.weight)
    measure.below = isOver ? .max : below
    if measure.below > Value.weightMax {
      state.pointee.exhausted = true
      state.pointee.sharesTooMuch = true
    }
  }

  /// An array whose elements were filled in, with its measure taken.
  package func measured(_ array: Value) -> Value {
    var measure = Measure()
    for element in array.elements { raise(&measure, over: element) }
    var result = array
    result.take(measure)
    return result
  }
}
