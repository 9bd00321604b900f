import PolicyDomain

/// `a|b` is anchored as text: `^a|b$` matches what begins with a, and what ends with b.
struct EscapingAlternationRule: FileRule {
  let id = "escaping-alternation"
  let category = LintCategory.selectors
  let severity = LintFinding.Severity.warning
  let summary = "`a|b` in a selector, which matches whatever begins with a or ends with b"

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    let mappers = zip(file.domain.entries(.mapper), file.domain.mappers).map { ($0.entity, $1.selectors) }
    for (entity, selectors) in file.domain.selecting + mappers {
      for selector in selectors {
        let pattern = selector.pattern.value
        guard Self.hasOpenAlternative(pattern) else { continue }
        report(
          finding(
            "selector `\(pattern)` is read as `\(Selector.anchored(pattern))`: its first side matches whatever begins "
              + "so, its last whatever ends so", at: selector.pattern.position, in: file.domain, entity,
            field: "selector", remedy: "write `(\(pattern))`, or one selector for each side"))
      }
    }
  }

  /// Whether there is a `|` outside of groups and classes.
  static func hasOpenAlternative(_ pattern: String) -> Bool {
    var depth = 0
    var isInClass = false
    var isEscaped = false
    for scalar in pattern.unicodeScalars {
      if isEscaped {
        isEscaped = false
        continue
      }
      switch scalar {
      case "\\": isEscaped = true
      case "[" where !isInClass: isInClass = true
      case "]" where isInClass: isInClass = false
      case "(" where !isInClass: depth += 1
      case ")" where !isInClass: depth -= 1
      case "|" where !isInClass && depth == 0: return true
      default: break
      }
    }
    return false
  }
}
