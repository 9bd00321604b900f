/// An object identifier.
struct ASN1Identifier: Hashable {
  /// The encoding of its arcs, without identifier and length.
  let der: [UInt8]
  let arcs: [Int]

  /// Nil unless every arc has its shortest form and fits into 31 bits.
  init?(der: ArraySlice<UInt8>) {
    guard let arcs = ASN1Identifier.arcs(der) else { return nil }
    self.der = Array(der)
    self.arcs = arcs
  }

  private static func arcs(_ der: ArraySlice<UInt8>) -> [Int]? {
    var arcs: [Int] = []
    var index = der.startIndex
    while index < der.endIndex {
      var value = 0
      var bytes = 0
      while true {
        guard index < der.endIndex, bytes < 5, value < 1 << 24 else { return nil }
        let byte = der[index]
        if bytes == 0, byte == 0x80 { return nil }
        value = value << 7 | Int(byte & 0x7F)
        index += 1
        bytes += 1
        if byte & 0x80 == 0 { break }
      }
      if arcs.isEmpty { arcs = value < 80 ? [value / 40, value % 40] : [2, value - 80] } else { arcs.append(value) }
    }
    return arcs.isEmpty ? nil : arcs
  }

  var text: String { arcs.map(String.init).joined(separator: ".") }

  static func == (a: ASN1Identifier, b: ASN1Identifier) -> Bool { a.der == b.der }
  func hash(into hasher: inout Hasher) { hasher.combine(der) }

  /// Whether these are the arcs.
  func isArcs(_ arcs: [Int]) -> Bool { self.arcs == arcs }
}
