/// `net.cidr_*`
enum Networks {
  static let all: [Builtin] = [
    Builtin("net.cidr_is_valid", 1) { Value($1[0].tag == .string && IPNetwork(cidr: $1[0].utf8) != nil) },
    Builtin("net.cidr_contains", 2) { (_, operands) throws(BuiltinError) in
      Value(try contains(operands[0], operands[1]))
    },
    Builtin("net.cidr_overlap", 2) { (_, operands) throws(BuiltinError) in
      Value(try contains(operands[0], operands[1]))
    },
    Builtin("net.cidr_intersects", 2) { (_, operands) throws(BuiltinError) in
      let first = try network(operands[0])
      let second = try network(operands[1])
      return Value(first.contains(second.address) || second.contains(first.address))
    },
    Builtin("net.cidr_contains_matches", 2) { (context, operands) throws(BuiltinError) in
      try matches(context.arena, operands)
    },
    Builtin("net.cidr_expand", 1) { (context, operands) throws(BuiltinError) in
      try expand(context.arena, try operands.string(0).utf8)
    },
    Builtin("net.cidr_merge", 1) { (context, operands) throws(BuiltinError) in
      try merge(context.arena, operands[0])
    },
  ]

  private static func invalid(_ text: Bytes) -> BuiltinError {
    .failed("invalid CIDR address: \(String(decoding: text, as: UTF8.self))")
  }

  private static func network(_ value: Value) throws(BuiltinError) -> IPNetwork {
    guard value.tag == .string else { throw .operandType(1, expected: .string, got: value.kind) }
    guard let network = IPNetwork(cidr: value.utf8) else { throw invalid(value.utf8) }
    return network
  }

  private static func contains(_ outer: Value, _ inner: Value) throws(BuiltinError) -> Bool {
    let network = try network(outer)
    guard inner.tag == .string else { throw .operandType(1, expected: .string, got: inner.kind) }
    return try contains(network, inner)
  }

  /// Whether a network holds an address or a whole network.
  private static func contains(_ network: IPNetwork, _ inner: Value) throws(BuiltinError) -> Bool {
    if let (address, _) = IPAddress.parse(inner.utf8) { return network.contains(address) }
    guard let other = IPNetwork(cidr: inner.utf8) else {
      let text = String(decoding: inner.utf8, as: UTF8.self)
      throw .failed("not a valid textual representation of an IP address or CIDR: \(text)")
    }
    return network.contains(other.address) && network.contains(IPAddress(bits: other.last))
  }

  // MARK: net.cidr_contains_matches

  private static func matches(_ arena: Arena, _ operands: Operands) throws(BuiltinError) -> Value {
    var result = SetBuilder(arena)
    try forEachNetwork(1, operands[0]) { (outer, outerIndex) throws(BuiltinError) in
      var network: IPNetwork?
      try forEachNetwork(2, operands[1]) { (inner, innerIndex) throws(BuiltinError) in
        let known: IPNetwork
        if let network { known = network } else { known = try self.network(outer) }
        network = known
        guard inner.tag == .string else { throw .operandType(1, expected: .string, got: inner.kind) }
        guard try contains(known, inner) else { return }
        let (pair, elements) = arena.array(count: 2)
        elements[0] = outerIndex
        elements[1] = innerIndex
        result.insert(pair)
        if arena.isExhausted { throw .outOfMemory }
      }
    }
    return result.finish()
  }

  /// Calls `body` with each network's text and what names it: itself, its index, its key or the set's member.
  private static func forEachNetwork(
    _ position: Int, _ operand: Value, _ body: (Value, Value) throws(BuiltinError) -> Void
  ) throws(BuiltinError) {
    func text(_ element: Value) throws(BuiltinError) -> Value {
      if element.tag == .string { return element }
      if element.tag == .array, element.count > 0 { return element.elements[0] }
      throw .failed("operand \(position): element must be string or non-empty array")
    }
    switch operand.tag {
    case .string: try body(operand, operand)
    case .array: for index in 0..<operand.count { try body(try text(operand.elements[index]), Value(index)) }
    case .set: for member in operand.sortedMembers { try body(try text(member), member) }
    case .object: for entry in operand.sortedEntries { try body(try text(entry.value), entry.key) }
    default: return
    }
  }

  // MARK: net.cidr_expand

  private static func expand(_ arena: Arena, _ text: Bytes) throws(BuiltinError) -> Value {
    guard let network = IPNetwork(cidr: text) else { throw invalid(text) }
    guard network.last - network.first < 1 << 24 else { throw .outOfMemory }
    let count = Int(network.last - network.first) + 1
    guard arena.admits(count * 80) else { throw .outOfMemory }
    var result = SetBuilder(arena, capacity: count)
    for offset in 0..<count {
      result.insert(arena.string(IPAddress(bits: network.first + UInt128(offset)).text))
      if arena.isExhausted { throw .outOfMemory }
    }
    return result.finish()
  }

  // MARK: net.cidr_merge

  private struct Range {
    var first: UInt128
    var last: UInt128
    /// The network this came from, as long as it was merged with no other.
    var network: IPNetwork?
  }

  private static func merge(_ arena: Arena, _ operand: Value) throws(BuiltinError) -> Value {
    guard operand.tag == .array || operand.tag == .set else { throw .failed("operand must be an array") }
    var ranges: [Range] = []
    for element in operand.tag == .array ? operand.elements : operand.sortedMembers {
      let network = try mergeable(element)
      ranges.append(Range(first: network.first, last: network.last, network: network))
    }
    ranges.sort { $0.last == $1.last ? $0.first < $1.first : $0.last < $1.last }
    var merged: [Range] = []
    for range in ranges.reversed() {
      guard let after = merged.last, after.first == 0 || after.first - 1 <= range.last else {
        merged.append(range)
        continue
      }
      merged[merged.count - 1] = Range(first: min(range.first, after.first), last: after.last, network: nil)
    }
    var result = SetBuilder(arena, capacity: merged.count)
    for range in merged {
      if let network = range.network {
        result.insert(arena.string(network.text))
      } else {
        cover(range.first, range.last) { result.insert(arena.string($0.text)) }
      }
      if arena.isExhausted { throw .outOfMemory }
    }
    return result.finish()
  }

  /// An address alone stands for the network of its class, as it does in the reference.
  private static func mergeable(_ element: Value) throws(BuiltinError) -> IPNetwork {
    guard element.tag == .string else { throw .failed("element must be string") }
    guard let (address, _) = IPAddress.parse(element.utf8) else { return try network(element) }
    guard address.isV4 else { throw .failed("IPv6 invalid: needs prefix length") }
    let top = UInt8(truncatingIfNeeded: address.bits >> 24)
    return IPNetwork(address: address, prefix: 96 + (top < 0x80 ? 8 : (top < 0xC0 ? 16 : 24)))
  }

  /// The fewest networks that hold exactly the addresses from `first` to `last`.
  private static func cover(_ first: UInt128, _ last: UInt128, _ body: (IPNetwork) -> Void) {
    var start = first
    while true {
      // As large as the start's alignment and the end allow.
      var bits = start == 0 ? 128 : start.trailingZeroBitCount
      while bits > 0, bits == 128 ? last != .max : start + ((1 << UInt128(bits)) - 1) > last { bits -= 1 }
      body(IPNetwork(address: IPAddress(bits: start), prefix: 128 - bits))
      let end = bits == 128 ? UInt128.max : start + ((1 << UInt128(bits)) - 1)
      if end >= last { return }
      start = end + 1
    }
  }
}
