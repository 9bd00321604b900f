/// Whole numbers as keys hold them: big-endian bytes.
enum DecimalMagnitude {
  /// The most bytes a number of a key may have: 16,384 bits.
  static let bytesMax = 2048

  /// The number in decimal. Takes time by the square of the count, which the bound above keeps small.
  static func text(_ bytes: some Collection<UInt8>) -> String {
    // Limbs of nine decimal digits, the lowest first.
    var limbs: [UInt32] = [0]
    var pending: UInt64 = 0
    for (index, byte) in bytes.enumerated() {
      pending = pending << 8 | UInt64(byte)
      guard (bytes.count - 1 - index) % 4 == 0 else { continue }
      var carry = pending
      pending = 0
      for index in limbs.indices {
        // The limb is below 2^30 and the carry below 2^32.
        let value = UInt64(limbs[index]) << 32 | carry
        limbs[index] = UInt32(value % 1_000_000_000)
        carry = value / 1_000_000_000
      }
      while carry > 0 {
        limbs.append(UInt32(carry % 1_000_000_000))
        carry /= 1_000_000_000
      }
    }
    var text = String(limbs[limbs.count - 1])
    for limb in limbs.dropLast().reversed() {
      let digits = String(limb)
      text += String(repeating: "0", count: 9 - digits.utf8.count) + digits
    }
    return text
  }
}
