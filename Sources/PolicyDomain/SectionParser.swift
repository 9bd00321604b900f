import Rego

/// Reads the sections of a domain.
struct SectionParser {
  let reader: YAMLReader
  let features: VersionFeatures
  var texts: RegoTexts
  private let scratch = Arena()
  private let unknown = UnknownKeys()

  /// What the reading functions find on their way.
  private final class UnknownKeys {
    var all: [UnknownKey] = []
  }

  init(reader: YAMLReader, features: VersionFeatures, texts: RegoTexts) {
    self.reader = reader
    self.features = features
    self.texts = texts
  }

  mutating func domain(_ fields: inout YAMLFields, version: APIVersion) throws(DomainError) -> Domain {
    var metadata = reader.fields(fields.take("metadata"), "`metadata`")
    let name = metadata.take("name").map { reader.string($0, "`metadata.name`") }
    var domain = Domain(
      file: reader.source.file, version: version, name: name ?? Positioned("", at: metadata.position),
      memory: reader.arena)
    var spec = reader.fields(fields.take("spec"), "`spec`")
    readModules(&spec, into: &domain)
    readEntities(&spec, into: &domain)
    if features.hasResources {
      domain.resources = entries(&spec, "resources", "Resource") { resource(&$0) }
      domain.defaultMerge = defaultMerge(&spec)
    }
    noteUnknown(spec, in: "`spec`")
    noteUnknown(metadata, in: "`metadata`", isOpen: true)
    noteUnknown(fields, in: "the document")
    domain.unknownKeys = unknown.all
    return domain
  }

  private mutating func readModules(_ spec: inout YAMLFields, into domain: inout Domain) {
    var texts = self.texts
    domain.libraries = entries(&spec, "policy-libraries", "PolicyLibrary") {
      module(&$0, "policy-libraries", &texts)
    }
    domain.policies = entries(&spec, "policies", "Policy") { module(&$0, "policies", &texts) }
    domain.mappers = entries(&spec, "mappers", "Mapper") { mapper(&$0, &texts) }
    self.texts = texts
  }

  private func readEntities(_ spec: inout YAMLFields, into domain: inout Domain) {
    domain.roles = entries(&spec, "roles", "PolicyReference") { granting(&$0, "roles") }
    domain.groups = entries(&spec, "groups", "Group") { group(&$0) }
    domain.resourceGroups = entries(&spec, "resource-groups", "PolicyReference") { granting(&$0, "resource-groups") }
    domain.scopes = entries(&spec, "scopes", "PolicyReference") { granting(&$0, "scopes") }
    domain.operations = entries(&spec, "operations", "Operation") { operation(&$0) }
  }

  private func entries<Entry>(
    _ spec: inout YAMLFields, _ section: String, _ type: String, _ read: (inout YAMLFields) -> Entry
  ) -> [Entry] {
    guard let node = spec.take(section) else { return [] }
    return reader.list(node, "`\(section)`", of: type).map { element in
      var fields = reader.fields(element, type)
      let entry = read(&fields)
      noteUnknown(fields, in: "an entry of `\(section)`")
      return entry
    }
  }

  private func module(_ fields: inout YAMLFields, _ section: String, _ texts: inout RegoTexts) -> PolicyModule {
    let mrn = text(&fields, "mrn")
    let name = writtenText(&fields, "name")
    ignore(&fields, ["description", "public"])
    return PolicyModule(
      position: fields.position, mrn: mrn, name: name,
      rego: texts.snippet(&fields, named: mrn.value, section: section),
      dependencies: reader.strings(fields.take("dependencies"), "`dependencies`"))
  }

  private func mapper(_ fields: inout YAMLFields, _ texts: inout RegoTexts) -> MapperModule {
    let name = optionalText(&fields, "name")
    let mrn = optionalText(&fields, "mrn")
    ignore(&fields, ["description"])
    let (selectors, broken) = selectors(&fields)
    return MapperModule(
      position: fields.position, name: name, mrn: mrn, selectors: selectors, brokenSelectors: broken,
      rego: texts.snippet(&fields, named: name?.value ?? "", section: "mappers"))
  }

  private func granting(_ fields: inout YAMLFields, _ section: String) -> GrantingEntity {
    let mrn = text(&fields, "mrn")
    let name = writtenText(&fields, "name")
    ignore(&fields, ["description"])
    let policy = text(&fields, "policy")
    let isDefault = fields.take("default").map { reader.boolean($0, "`default`") } ?? false
    return GrantingEntity(
      position: fields.position, mrn: mrn, name: name, policy: policy, isDefault: isDefault,
      annotations: annotations(&fields))
  }

  private func group(_ fields: inout YAMLFields) -> Group {
    let mrn = text(&fields, "mrn")
    let name = writtenText(&fields, "name")
    ignore(&fields, ["description"])
    return Group(
      position: fields.position, mrn: mrn, name: name, roles: reader.strings(fields.take("roles"), "`roles`"),
      annotations: annotations(&fields))
  }

  private func operation(_ fields: inout YAMLFields) -> Operation {
    let name = writtenText(&fields, "name")
    let mrn = optionalText(&fields, "mrn")
    ignore(&fields, ["description"])
    let (selectors, broken) = selectors(&fields)
    broken.forEach(reader.report)
    return Operation(
      position: fields.position, name: name, mrn: mrn, selectors: selectors, brokenSelectors: broken,
      policy: text(&fields, "policy"))
  }

  private func resource(_ fields: inout YAMLFields) -> ResourceRule {
    let name = writtenText(&fields, "name")
    let mrn = optionalText(&fields, "mrn")
    ignore(&fields, ["description"])
    let (selectors, broken) = selectors(&fields)
    broken.forEach(reader.report)
    return ResourceRule(
      position: fields.position, name: name, mrn: mrn, selectors: selectors, brokenSelectors: broken,
      group: text(&fields, "group"), annotations: annotations(&fields))
  }

  // MARK: Fields

  private func text(_ fields: inout YAMLFields, _ key: String) -> Positioned<String> {
    optionalText(&fields, key) ?? Positioned("", at: fields.position)
  }

  private func optionalText(_ fields: inout YAMLFields, _ key: String) -> Positioned<String>? {
    fields.take(key).map { reader.string($0, "`\(key)`") }
  }

  /// A text that only people read: what looks like null is itself.
  private func writtenText(_ fields: inout YAMLFields, _ key: String) -> Positioned<String>? {
    guard let node = fields.take(key) else { return nil }
    let text = reader.string(node, "`\(key)`")
    guard case .scalar(let scalar) = node else { return text }
    return Positioned(scalar.string, at: text.position)
  }

  private func ignore(_ fields: inout YAMLFields, _ keys: [String]) {
    for key in keys { _ = fields.take(key) }
  }

  private func selectors(_ fields: inout YAMLFields) -> ([Selector], [DomainDiagnostic]) {
    var selectors: [Selector] = []
    var broken: [DomainDiagnostic] = []
    for pattern in reader.strings(fields.take("selector"), "`selector`") {
      do throws(RegularExpressionError) { selectors.append(try Selector(pattern)) } catch {
        broken.append(
          DomainDiagnostic(
            .selector, "\(error)", at: pattern.position,
            remedy: "selectors are regular expressions of RE2, without look-around and back-references"))
      }
    }
    return (selectors, broken)
  }

  private func defaultMerge(_ spec: inout YAMLFields) -> Positioned<String>? {
    guard let node = spec.take("annotation-defaults") else { return nil }
    var fields = reader.fields(node, "`annotation-defaults`")
    return optionalText(&fields, "merge")
  }

  private func annotations(_ fields: inout YAMLFields) -> [Annotation] {
    guard let node = fields.take("annotations") else { return [] }
    return reader.list(node, "`annotations`", of: "Annotation").map { element in
      var fields = reader.fields(element, "Annotation")
      let annotation = annotation(&fields)
      noteUnknown(fields, in: "an annotation")
      return annotation
    }
  }

  private func annotation(_ fields: inout YAMLFields) -> Annotation {
    let name = text(&fields, "name")
    let merge = features.hasMerge ? optionalText(&fields, "merge") : nil
    var annotation = Annotation(
      name: name, value: nil, problem: nil, strategy: Annotation.Strategy(word: merge?.value ?? ""), merge: merge)
    guard let node = fields.take("value") else {
      annotation.value = features.hasTypedAnnotations ? .null : decode("")
      return annotation
    }
    guard features.hasTypedAnnotations else {
      annotation.value = decode(reader.string(node, "`value`").value)
      return annotation
    }
    if case .scalar(let scalar) = node, case .string(let text) = YAMLScalar(scalar) {
      annotation.value = decode(text)
      return annotation
    }
    do throws(UnrepresentableValue) {
      scratch.reset()
      annotation.value = BinaryNumbers.rounded(try reader.value(node, into: scratch), into: reader.arena)
    } catch {
      annotation.problem = error.reason
      reader.warn(
        DomainDiagnostic(
          .registry, "annotation `\(name.value)` cannot be written as JSON: \(error.reason)",
          at: reader.position(node), severity: .warning,
          remedy: "requests that it applies to are denied; write a JSON value"))
    }
    return annotation
  }

  private func decode(_ text: String) -> Value { Annotation.decode(text, into: reader.arena, scratch: scratch) }

  /// - Parameter isOpen: keys of other programs may stand here, only misspelt ones are noted.
  private func noteUnknown(_ fields: YAMLFields, in place: String, isOpen: Bool = false) {
    for field in fields.unknown() {
      let nearest = fields.similar(to: field.key)
      if isOpen, nearest == nil { continue }
      unknown.all.append(
        UnknownKey(
          key: Positioned(field.key, at: field.position), place: place, nearest: nearest,
          isNearestThere: nearest.map(fields.contains) ?? false))
      if isOpen { continue }
      reader.warn(
        DomainDiagnostic(
          .ignored, "key `\(field.key)` in \(place) has no effect", at: field.position, severity: .warning,
          remedy: nearest.map { "did you mean `\($0)`?" }))
    }
  }
}
