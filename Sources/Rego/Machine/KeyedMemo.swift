// Unsafe: owns the plain memory that values of single keys are remembered in.

/// What partial documents have under single keys, within one evaluation. Bounded: where it is full, a value is computed
/// again.
struct KeyedMemo {
  private struct Slot {
    var epoch: UInt64
    var function: Int32
    var key: Value
    var value: Value
  }

  private var slots: UnsafeMutablePointer<Slot>?
  private var capacity = 0

  private static let capacityMin = 64
  private static let capacityMax = 1 << 14
  private static let probes = 8

  func free() { slots?.deallocate() }

  private func start(_ function: Int32, _ epoch: UInt64, _ key: Value) -> Int {
    let mixed = (UInt64(key.hash) ^ (epoch << 20) ^ UInt64(UInt32(bitPattern: function))) &* 0x9E37_79B9_7F4A_7C15
    return Int(mixed >> 32) & (capacity - 1)
  }

  /// - Parameter firstEpoch: of the evaluation that runs; entries of earlier epochs belong to earlier evaluations.
  func find(_ function: Int32, _ epoch: UInt64, _ key: Value, since firstEpoch: UInt64) -> Value? {
    guard let slots else { return nil }
    let start = start(function, epoch, key)
    for probe in 0..<KeyedMemo.probes {
      let slot = slots + ((start + probe) & (capacity - 1))
      if slot.pointee.epoch < firstEpoch { return nil }
      if slot.pointee.epoch == epoch, slot.pointee.function == function, Value.equal(slot.pointee.key, key) {
        return slot.pointee.value
      }
    }
    return nil
  }

  mutating func insert(
    _ function: Int32, _ epoch: UInt64, _ key: Value, _ value: Value, since firstEpoch: UInt64
  ) {
    let slot = Slot(epoch: epoch, function: function, key: key, value: value)
    while !place(slot, firstEpoch) {
      if capacity == KeyedMemo.capacityMax {
        slots?[start(function, epoch, key)] = slot
        return
      }
      grow(firstEpoch)
    }
  }

  private func place(_ slot: Slot, _ firstEpoch: UInt64) -> Bool {
    guard let slots else { return false }
    let start = start(slot.function, slot.epoch, slot.key)
    for probe in 0..<KeyedMemo.probes {
      let place = slots + ((start + probe) & (capacity - 1))
      if place.pointee.epoch < firstEpoch {
        place.pointee = slot
        return true
      }
    }
    return false
  }

  private mutating func grow(_ firstEpoch: UInt64) {
    let (old, count) = (slots, capacity)
    capacity = max(count * 2, KeyedMemo.capacityMin)
    let made = UnsafeMutablePointer<Slot>.allocate(capacity: capacity)
    made.initialize(
      repeating: Slot(epoch: 0, function: 0, key: .undefined, value: .undefined), count: capacity)
    slots = made
    for index in 0..<count {
      if let slot = old?[index], slot.epoch >= firstEpoch { _ = place(slot, firstEpoch) }
    }
    old?.deallocate()
  }
}
