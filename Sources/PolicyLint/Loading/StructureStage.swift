import PolicyDomain

/// The structure that the reference's lint demands beyond what loads.
struct StructureStage {
  private let file: LintedFile
  private var domain: Domain { file.domain }

  init(_ file: LintedFile) { self.file = file }

  func check(_ findings: inout FindingList) {
    checkName(&findings)
    for kind in DomainEntity.Kind.all { checkIdentifiers(kind, &findings) }
    checkRego(&findings)
    checkSelectors(&findings)
  }

  private func missing(
    _ message: String, at position: SourcePosition, _ entity: DomainEntity?, _ field: String, _ remedy: String
  ) -> LintFinding {
    LoadingRule.missing.finding(
      message, at: position, domain: domain.name.value, entity: entity, field: field, remedy: remedy)
  }

  private func checkName(_ findings: inout FindingList) {
    guard domain.name.value.isEmpty else { return }
    let isWithoutSection = domain.name.position.line == 0
    let place = isWithoutSection ? SourcePosition(file: file.name, line: 1, column: 1) : domain.name.position
    findings.add(
      missing(
        isWithoutSection ? "missing metadata section" : "metadata.name is required and must not be empty", at: place,
        nil,
        "metadata.name", "name the domain: other domains refer to it by that name"))
  }

  private func checkIdentifiers(_ kind: DomainEntity.Kind, _ findings: inout FindingList) {
    var first: [String: SourcePosition] = [:]
    for entry in domain.entries(kind) {
      guard let id = entry.id else {
        let field = entry.mrn == nil && [.operation, .mapper, .resource].contains(kind) ? "name" : "mrn"
        findings.add(
          missing(
            "\(kind.rawValue) entry at index \(entry.index) is missing required mrn field", at: entry.position,
            entry.entity, field, "add `\(field)`"))
        continue
      }
      guard let known = first[id.value] else {
        first[id.value] = id.position
        continue
      }
      findings.add(
        LoadingRule.duplicate.finding(
          "duplicate \(kind.rawValue) mrn \"\(id.value)\" (first defined at line \(known.line))", at: id.position,
          domain: domain.name.value, entity: entry.entity, field: "mrn", remedy: "rename or remove one of them"))
    }
  }

  private func checkRego(_ findings: inout FindingList) {
    let modules =
      Array(zip(domain.entries(.library), domain.libraries.map(\.rego)))
      + Array(zip(domain.entries(.policy), domain.policies.map(\.rego)))
      + Array(zip(domain.entries(.mapper), domain.mappers.map(\.rego)))
    for (entry, rego) in modules where rego.isBlank {
      // Of reference documents the loader says so itself.
      if file.reading.isReference, !file.isLoadable { continue }
      findings.add(
        missing(
          "\(entry.kind.rawValue) \"\(entry.entity.id)\" is missing required rego field", at: entry.position,
          entry.entity, "rego", "add the Rego text as a block: `rego: |`"))
    }
  }

  private func checkSelectors(_ findings: inout FindingList) {
    let operations = domain.operations.map { $0.selectors.isEmpty && $0.brokenSelectors.isEmpty }
    let mappers = domain.mappers.map { $0.selectors.isEmpty && $0.brokenSelectors.isEmpty }
    let resources = domain.resources.map { $0.selectors.isEmpty && $0.brokenSelectors.isEmpty }
    let entries =
      Array(zip(domain.entries(.operation), operations)) + Array(zip(domain.entries(.mapper), mappers))
      + Array(zip(domain.entries(.resource), resources))
    for (entry, isEmpty) in entries where isEmpty {
      let near = domain.unknownKeys.first { $0.nearest == "selector" && $0.place.contains("`\(entry.kind.section)`") }
      findings.add(
        missing(
          "\(entry.kind.rawValue) \"\(entry.entity.id)\" is missing required selector field", at: entry.position,
          entry.entity, "selector",
          near.map { "did you mean `selector` by `\($0.key.value)`?" }
            ?? "add `selector`, a list of regular expressions; without one it never matches"))
    }
  }
}
