/// The annotations of all modules, by what they are attached to.
struct AnnotationIndex {
  private let unit: Compilation
  private var byDocument: [String: Annotations] = [:]
  private var byPackage: [String: Annotations] = [:]
  private var bySubpackages: [String: Annotations] = [:]

  /// Stage: a document, a package and its subpackages are annotated once.
  static func reportRedeclared(_ unit: Compilation) {
    unit.findings.report(AnnotationIndex(unit).redeclared)
  }

  /// Annotations of what is annotated already.
  private var redeclared: [Diagnostic] = []

  init(_ unit: Compilation) {
    self.unit = unit
    for module in unit.modules {
      let package = Term.path(module.package)
      for annotations in module.annotations {
        switch annotations.scope {
        case "package": add(annotations, package, to: \.byPackage)
        case "subpackages": add(annotations, package, to: \.bySubpackages)
        case "document":
          guard let rule = annotations.rule, module.rules.indices.contains(rule) else { continue }
          add(annotations, Term.path(AnnotationIndex.groundPath(module.rules[rule])), to: \.byDocument)
        default: break
        }
      }
    }
  }

  private mutating func add(
    _ annotations: Annotations, _ path: String, to index: WritableKeyPath<AnnotationIndex, [String: Annotations]>
  ) {
    if let first = self[keyPath: index][path] {
      let place = "\(first.location.file):\(first.location.row)"
      let message = "\(annotations.scope) annotation redeclared: \(place)"
      redeclared.append(Diagnostic(.type, message, at: annotations.location))
    } else {
      self[keyPath: index][path] = annotations
    }
  }

  private static func groundPath(_ rule: Rule) -> [Term] {
    Array(rule.head.reference.prefix(Term.groundPrefixCount(rule.head.reference)))
  }

  /// The rule's own annotations, those that stand closest first.
  private func ruleScope(_ rule: Rule) -> [Annotations] {
    rule.annotations.filter { $0.scope == "rule" }
      .sorted { UnsafeVariables.isBefore($1.location, $0.location) }
  }

  func ruleAnnotations(of rule: Rule, module: Int, at location: Location) -> Term {
    var term = ruleScope(rule).first?.term ?? Term(.object([]), at: location)
    term.location = location
    return term
  }

  /// What applies to a rule, from the rule outwards.
  func chain(of rule: Rule, module: Int, at location: Location) -> Term {
    let path = AnnotationIndex.groundPath(rule)
    let own = ruleScope(rule)
    var links = own.isEmpty ? [link(path, nil, location)] : own.map { link(path, $0, location) }
    if let document = byDocument[Term.path(path)] { links.append(link(path, document, location)) }
    var package = unit.modules[module].package
    if let annotations = byPackage[Term.path(package)] { links.append(link(package, annotations, location)) }
    while !package.isEmpty {
      if let annotations = bySubpackages[Term.path(package)] {
        links.append(link(package, annotations, location))
      }
      package.removeLast()
    }
    return Term(.array(links), at: location)
  }

  /// What annotations say of the types that a rule meets, from its package inwards.
  func schemas(of rule: Rule, module: Int) -> [SchemaAnnotation] {
    let package = unit.modules[module].package
    let outer = package.indices.compactMap { bySubpackages[Term.path(Array(package[...$0]))] }
    let own = [byPackage[Term.path(package)], byDocument[Term.path(AnnotationIndex.groundPath(rule))]]
    return (outer + own.compactMap { $0 } + ruleScope(rule)).flatMap(\.schemas)
  }

  private func link(_ path: [Term], _ annotations: Annotations?, _ location: Location) -> Term {
    var items: [ObjectItem] = []
    if let annotations { items.append(item("annotations", annotations.term, location)) }
    items.append(item("path", Term(.array(Array(path.dropFirst())), at: location), location))
    return Term(.object(items), at: location)
  }

  private func item(_ key: String, _ value: Term, _ location: Location) -> ObjectItem {
    ObjectItem(key: Term(.string(key), at: location), value: value)
  }
}
