/// Domain names as certificates may have them.
enum DomainName {
  /// Whether a name has no empty label and no end in a point; a constraint may begin with one.
  static func isValid(_ name: String, isConstraint: Bool = false) -> Bool {
    var bytes = Array(name.utf8)[...]
    if bytes.isEmpty { return true }
    if bytes.last == UInt8(ascii: ".") { return false }
    if isConstraint, bytes.first == UInt8(ascii: ".") { bytes = bytes.dropFirst() }
    guard bytes.allSatisfy({ 33...126 ~= $0 }) else { return false }
    return bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
  }
}
