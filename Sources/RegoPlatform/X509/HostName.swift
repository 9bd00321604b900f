internal import Rego

/// The name of a server that a certificate should be for.
struct HostName {
  private let text: String
  private let address: IPAddress?
  private let labels: [Substring]
  private let isValid: Bool

  init(_ text: String) {
    let bare =
      text.hasPrefix("[") && text.hasSuffix("]") && text.utf8.count >= 3 ? String(text.dropFirst().dropLast()) : text
    address = IPAddress(text: bare)
    self.text = HostName.lowercased(text)
    isValid = HostName.isValid(self.text, isPattern: false)
    labels = HostName.labels(self.text.hasSuffix(".") ? self.text.dropLast() : self.text[...])
  }

  /// Whether one of the certificate's alternative names is this one, or a pattern of it.
  func matches(_ certificate: Certificate) -> Bool {
    let names = certificate.fields.names
    if let address { return names.addresses.contains { IPAddress(bytes: $0) == address } }
    return names.dns.contains { pattern in
      if isValid, HostName.isValid(pattern, isPattern: true) { return matches(pattern: pattern) }
      return !["", "."].contains(pattern) && !["", "."].contains(text) && HostName.lowercased(pattern) == text
    }
  }

  private func matches(pattern: String) -> Bool {
    let parts = HostName.labels(HostName.lowercased(pattern)[...])
    guard parts.count == labels.count else { return false }
    return zip(parts, labels).enumerated().allSatisfy { index, pair in
      (index == 0 && pair.0 == "*") || pair.0 == pair.1
    }
  }

  private static func labels(_ text: Substring) -> [Substring] {
    text.split(separator: ".", omittingEmptySubsequences: false)
  }

  /// With the letters of ASCII alone made small.
  private static func lowercased(_ text: String) -> String {
    String(decoding: text.utf8.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  private static func isValid(_ host: String, isPattern: Bool) -> Bool {
    var host = host[...]
    if !isPattern, host.hasSuffix(".") { host = host.dropLast() }
    if host.isEmpty || host == "*" { return false }
    return labels(host).enumerated().allSatisfy { index, label in
      if isPattern, index == 0, label == "*" { return true }
      return !label.isEmpty
        && label.utf8.enumerated().allSatisfy { position, byte in
          switch byte {
          case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
          case UInt8(ascii: "-"): position != 0
          default: false
          }
        }
    }
  }
}
