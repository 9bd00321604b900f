/// The policies that hold along a chain of certificates (RFC 5280, section 6.1), any being acceptable to the user. What
/// comes of it matters only where an authority insists on there being one.
struct PolicyTree {
  /// A policy at one depth: what the certificate calls it, what those below may call it, and whether a parent is
  /// `anyPolicy`.
  private struct Node {
    var expected: Set<[UInt8]>
  }

  private static let anyPolicy: [UInt8] = [0x55, 0x1D, 0x20, 0x00]
  /// More than that at one depth are refused.
  private static let policiesMax = 512

  /// The policies valid at the present depth; nil once there are none.
  private var level: [[UInt8]: Node]? = [PolicyTree.anyPolicy: Node(expected: [PolicyTree.anyPolicy])]
  private var explicitLeft: Int
  private var mappingLeft: Int
  private var anyLeft: Int

  private init(depth: Int) {
    explicitLeft = depth + 1
    mappingLeft = depth + 1
    anyLeft = depth + 1
  }

  /// Whether a chain, lowest first, has a policy where one is required.
  static func holds(_ chain: [Certificate]) -> Bool {
    let depth = chain.count - 1
    guard depth > 0 else { return true }
    var tree = PolicyTree(depth: depth)
    for index in (0..<depth).reversed() {
      guard tree.descend(to: chain[index], isLast: index == 0) else { return false }
    }
    if chain[0].fields.policies.requireExplicit == 0 { return tree.level != nil }
    // The last certificate counts as well.
    return tree.explicitLeft > 1 || tree.level != nil
  }

  /// Takes the next certificate's policies in; false when one was required and there is none.
  private mutating func descend(to certificate: Certificate, isLast: Bool) -> Bool {
    let policies = certificate.fields.policies
    if (policies.identifiers ?? []).isEmpty { level = nil }
    if explicitLeft == 0, level == nil { return false }
    apply(policies, mayUseAny: anyLeft > 0 || (!isLast && certificate.isSelfIssued))
    if isLast { return true }
    guard map(policies.mappings) else { return false }
    if !certificate.isSelfIssued {
      explicitLeft = max(explicitLeft - 1, 0)
      mappingLeft = max(mappingLeft - 1, 0)
      anyLeft = max(anyLeft - 1, 0)
    }
    if let skip = policies.requireExplicit, skip >= 0 { explicitLeft = min(explicitLeft, skip) }
    if let skip = policies.inhibitMapping, skip >= 0 { mappingLeft = min(mappingLeft, skip) }
    if let skip = policies.inhibitAny, skip >= 0 { anyLeft = min(anyLeft, skip) }
    return true
  }

  private mutating func apply(_ policies: PolicyFields, mayUseAny: Bool) {
    guard let above = level, let identifiers = policies.identifiers, identifiers.count <= PolicyTree.policiesMax else {
      level = nil
      return
    }
    let expected = above.values.reduce(into: Set<[UInt8]>()) { $0.formUnion($1.expected) }
    let hasAny = above[PolicyTree.anyPolicy] != nil
    var next: [[UInt8]: Node] = [:]
    for policy in identifiers where policy != PolicyTree.anyPolicy && (hasAny || expected.contains(policy)) {
      next[policy] = Node(expected: [policy])
    }
    if mayUseAny, identifiers.contains(PolicyTree.anyPolicy) {
      for policy in expected where next[policy] == nil { next[policy] = Node(expected: [policy]) }
    }
    level = next.isEmpty ? nil : next
  }

  /// Renames the policies for those below; false for mappings from or to `anyPolicy`.
  private mutating func map(_ mappings: [PolicyFields.Mapping]) -> Bool {
    guard var present = level, !mappings.isEmpty else { return true }
    var renamed: [[UInt8]: Set<[UInt8]>] = [:]
    for mapping in mappings {
      guard mappingLeft > 0 else {
        present[mapping.issuer] = nil
        continue
      }
      if mapping.issuer == PolicyTree.anyPolicy || mapping.subject == PolicyTree.anyPolicy { return false }
      renamed[mapping.issuer, default: []].insert(mapping.subject)
    }
    for (issuer, subjects) in renamed where present[issuer] != nil || present[PolicyTree.anyPolicy] != nil {
      present[issuer] = Node(expected: subjects)
    }
    level = present.isEmpty ? nil : present
    return true
  }
}
