/// Puts a module together from its statements.
struct ModuleBuilder {
  private let source: SourceText
  private var module: Module
  private var errors: [Diagnostic] = []

  private init(_ source: SourceText, _ version: RegoVersion) {
    self.source = source
    module = Module(package: [], packageLocation: .none, version: version, source: source)
  }

  static func build(
    _ statements: [SyntaxParser.Statement], source: SourceText, version: RegoVersion
  ) throws(Diagnostics) -> Module {
    guard let first = statements.first else {
      let place = Location(source: source, offset: 0, length: 0, row: 0, column: 0)
      throw Diagnostics([Diagnostic(.parse, "empty module", at: place)])
    }
    var builder = ModuleBuilder(source, version)
    builder.takePackage(first)
    var rows: [AnnotationTarget.Statement] = [.init(first, rule: nil)]
    for statement in statements.dropFirst() {
      builder.take(statement)
      let isRule =
        switch statement {
        case .rule, .body: true
        default: false
        }
      rows.append(.init(statement, rule: isRule ? builder.module.rules.count - 1 : nil))
    }
    builder.checkV1()
    guard builder.errors.isEmpty else { throw Diagnostics(builder.errors) }
    let faults = AnnotationTarget.attach(&builder.module, statements: rows)
    guard faults.isEmpty else { throw Diagnostics(faults) }
    return builder.module
  }

  private mutating func report(_ message: String, at location: Location) {
    errors.append(Diagnostic(.parse, message, at: location))
  }

  private mutating func takePackage(_ statement: SyntaxParser.Statement) {
    guard case .package(let package) = statement else { return report("package expected", at: statement.location) }
    module.package = package.path
    module.packageLocation = package.location
  }

  private mutating func take(_ statement: SyntaxParser.Statement) {
    switch statement {
    case .package(let package): report("unexpected package", at: package.location)
    case .import(let value):
      module.imports.append(value)
      if module.version == .v0, value.isRegoV1 { module.version = .v1 }
    case .rule(let rule): module.rules.append(rule)
    case .annotations(let annotations): module.annotations.append(annotations)
    case .body(let body):
      do throws(RuleFromBody.Fault) {
        module.rules.append(try RuleFromBody.rule(body))
      } catch {
        report(error.message, at: body[0].location)
      }
    }
  }

  // MARK: What v1 asks for

  private mutating func checkV1() {
    guard module.version != .v0 else { return }
    for rule in module.rules {
      var next: Rule? = rule
      while let rule = next {
        checkV1(rule)
        next = rule.elseRule
      }
    }
  }

  private mutating func checkV1(_ rule: Rule) {
    let kind = rule.head.arguments == nil ? "rule" : "function"
    if rule.head.reference.count == 1, case .variable(let name) = rule.head.reference[0].node,
      Keywords.isKeyword(name, in: .v1)
    {
      report("\(name) keyword cannot be used for rule name", at: rule.location)
    }
    if rule.isBodyGenerated, rule.head.isValueGenerated {
      report("\(kind) must have value assignment and/or body declaration", at: rule.location)
    }
    if !rule.isBodyGenerated, !rule.hasIf, !rule.isDefault {
      report("`if` keyword is required before \(kind) body", at: rule.location)
    }
    if rule.head.value == nil, !rule.hasContains {
      report("`contains` keyword is required for partial set rules", at: rule.location)
    }
  }
}

extension Import {
  /// `import rego.v1`.
  var isRegoV1: Bool {
    guard case .reference(let steps) = path.node, steps.count == 2 else { return false }
    return steps[0].isVariable("rego") && steps[1].isString("v1")
  }
}
