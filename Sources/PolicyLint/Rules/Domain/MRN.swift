import PolicyDomain

/// An MRN taken apart: `mrn:<type>:<namespace>…:<class>:<instance>`.
struct MRN {
  let parts: [Substring]
  /// The place of the word that says what it is, such as `role`, and the kind that it means.
  let kind: (index: Int, kind: DomainEntity.Kind)?

  private static let words: [Substring: DomainEntity.Kind] = [
    "role": .role, "group": .group, "scope": .scope, "resource-group": .resourceGroup, "policy": .policy,
    "library": .library, "policy-library": .library,
  ]

  init(_ text: String) {
    parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var found: (Int, DomainEntity.Kind)?
    for (index, part) in parts.enumerated() where index > 0 && index < parts.count - 1 {
      if let kind = Self.words[part] {
        found = (index, kind)
        break
      }
    }
    kind = found
  }

  var isMRN: Bool { parts.first == "mrn" }

  /// What stands between `mrn` and the word that says what it is.
  var namespace: String? { kind.map { parts[1..<$0.index].joined(separator: ":") } }

  /// What is wrong with its shape.
  var problem: String? {
    let text = parts.joined(separator: ":")
    if text.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.value < 0x20 }) {
      return "holds white space"
    }
    if !isMRN {
      return parts.first?.lowercased() == "mrn"
        ? "does not begin with `mrn:` in small letters" : "does not begin with `mrn:`"
    }
    if parts.contains("") { return "has an empty part" }
    return parts.count < 3 ? "has less than three parts" : nil
  }
}
