internal import Rego

/// What the text of a rule set's metadata says about the rule sets that it contains.
struct MetadataReader {
  private(set) var inner: [(id: String, location: Location)] = []
  private(set) var isComputed = false
  /// Whether it names a strategy.
  private(set) var hasStrategy = false
  private(set) var findings: [BundleFinding] = []
  private var listLocation: Location?

  init(_ rules: [Rule]) {
    for rule in rules {
      var next: Rule? = rule
      while let rule = next {
        take(rule.head)
        next = rule.elseRule
      }
    }
  }

  /// `metadata := {…}`, `metadata.rule_sets := […]`, or what says nothing before it is evaluated.
  private mutating func take(_ head: Head) {
    guard let value = head.value, head.key == nil else {
      isComputed = true
      return
    }
    switch head.reference.count {
    case 1: take(metadata: value)
    default:
      guard case .string(let name) = head.reference[1].node else {
        isComputed = true
        return
      }
      if name == "resolution_strategy" { hasStrategy = true }
      if name == "rule_sets" { head.reference.count == 2 ? take(list: value) : refuse(value.location) }
    }
  }

  private mutating func take(metadata: Term) {
    guard case .object(let items) = metadata.node else {
      isComputed = true
      return
    }
    for item in items {
      switch item.key.node {
      case .string("rule_sets"): take(list: item.value)
      case .string("resolution_strategy"): hasStrategy = true
      case .string: continue
      default: isComputed = true
      }
    }
  }

  private mutating func take(list: Term) {
    if listLocation != nil {
      findings.append(
        BundleFinding(.error, "`rule_sets` stands here for the second time: say it once", at: list.location))
      return
    }
    listLocation = list.location
    guard case .array(let items) = list.node else { return refuse(list.location) }
    for item in items {
      guard case .string(let id) = item.node else {
        refuse(item.location)
        continue
      }
      if inner.contains(where: { $0.id == id }) {
        findings.append(BundleFinding(.error, "`\(id)` stands twice in `rule_sets`", at: item.location))
      } else {
        inner.append((id, item.location))
      }
    }
  }

  private mutating func refuse(_ location: Location) {
    findings.append(
      BundleFinding(
        .error, "`rule_sets` must be written as a list of ids in quotes: it is read before anything is evaluated",
        at: location))
  }
}
