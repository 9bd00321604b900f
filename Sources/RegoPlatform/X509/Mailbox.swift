/// A mail address (RFC 2821): what stands before the `@`, unescaped, and what behind it.
struct Mailbox: Hashable {
  let local: [UInt8]
  var domain: String

  /// Nil for what is no mail address.
  init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    let read = rest.first == UInt8(ascii: "\"") ? Mailbox.quoted(&rest) : Mailbox.plain(&rest)
    guard let read, rest.popFirst() == UInt8(ascii: "@") else { return nil }
    let domain = String(decoding: rest, as: UTF8.self)
    guard DomainName.isValid(domain), !rest.contains(UInt8(ascii: "@")) else { return nil }
    local = read
    self.domain = domain
  }

  private static func quoted(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    var local: [UInt8] = []
    rest.removeFirst()
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""): return local
      case UInt8(ascii: "\\"):
        guard let next = rest.popFirst(), 1...9 ~= next || 11...12 ~= next || 14...127 ~= next else { return nil }
        local.append(next)
      case 1...8, 11, 12, 14...33, 35...91, 93...127: local.append(byte)
      default: return nil
      }
    }
    return nil
  }

  private static func plain(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    var local: [UInt8] = []
    while let byte = rest.first {
      if byte == UInt8(ascii: "\\") {
        rest.removeFirst()
        guard let next = rest.popFirst() else { return nil }
        local.append(next)
      } else if isAtom(byte) {
        rest.removeFirst()
        local.append(byte)
      } else {
        break
      }
    }
    let labels = local.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return labels.contains { $0.isEmpty } ? nil : local
  }

  private static func isAtom(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      true
    default: "!#$%&'*+-/=?^_`{|}~.".utf8.contains(byte)
    }
  }
}
