public import Rego

/// The tests of parsed modules: every rule whose name begins with `test_` or `todo_test_`.
///
/// ```swift
/// let suite = RegoTestSuite(modules)
/// let program = try suite.compile(by: compiler, data: data)
/// let runner = RegoTestRunner(program, evaluator: Evaluator(symbols: compiler.symbols)) { monotonicNanoseconds() }
/// for test in suite.tests { print(runner.run(test).outcome) }
/// ```
public struct RegoTestSuite: Sendable {
  /// In the order of the files' names, and in a file as they stand there.
  public let tests: [RegoTest]
  /// What is compiled: the modules, with rules of one name told apart.
  public let modules: [Module]
  /// Of these, the ones that are no library: what coverage is about.
  public var covered: [Module] { Array(modules.prefix(coveredCount)) }
  private let coveredCount: Int

  /// - Parameters:
  ///   - modules: in which tests are looked for.
  ///   - library: what they need beside each other; rules in it are no tests.
  public init(_ modules: [Module], library: [Module] = []) {
    var tests: [RegoTest] = []
    var seen: [String: Int] = [:]
    var renamed: [Module] = []
    for module in modules.sorted(by: Self.precedes) {
      var module = module
      for index in module.rules.indices {
        let rule = module.rules[index]
        guard let name = TestName(rule.head.reference) else { continue }
        var head = Array(rule.head.reference.prefix(name.partCount))
        if !name.isLeftOut {
          let key = Term(.reference(module.package + head), at: .none).description
          if let count = seen[key] {
            head[head.count - 1] = Self.numbered(head[head.count - 1], count)
            module.rules[index] = rule.renamed(head)
          }
          seen[key, default: 0] += 1
        }
        tests.append(RegoTest(rule, named: head, in: module, isLeftOut: name.isLeftOut))
      }
      renamed.append(module)
    }
    self.tests = tests
    self.modules = renamed + library
    self.coveredCount = renamed.count
  }

  private static func precedes(_ a: Module, _ b: Module) -> Bool {
    a.source.name.utf8.lexicographicallyPrecedes(b.source.name.utf8)
  }

  /// `test_read#01`.
  private static func numbered(_ part: Term, _ count: Int) -> Term {
    let suffix = count < 10 ? "#0\(count)" : "#\(count)"
    switch part.node {
    case .variable(let name): return Term(.variable(name + suffix), at: part.location)
    case .string(let name): return Term(.string(name + suffix), at: part.location)
    default: return part
    }
  }

  /// Compiles the modules so that a ``RegoTestRunner`` learns all of them: what is printed, and which cases there are.
  /// - Parameters:
  ///   - compiler: as the policies need it.
  ///   - data: the base documents under `data`; copied into the program.
  /// - Throws: every finding, in order, to the reference's limit of ten.
  public func compile(by compiler: Compiler, data: Value = .undefined) throws(Diagnostics) -> Program {
    var compiler = compiler
    compiler.keepsPrint = true
    compiler.notesTestCases = true
    // What the compiler itself writes is no matter of what authors may use.
    compiler.capabilities?.builtins.formUnion(["print", "internal.print", "internal.test_case"])
    return try compiler.compile(modules, data: data)
  }
}

extension Rule {
  /// A copy whose head begins otherwise.
  fileprivate func renamed(_ name: [Term]) -> Rule {
    let copy = Rule(head: head, body: body, at: location)
    copy.head.reference.replaceSubrange(0..<name.count, with: name)
    copy.isDefault = isDefault
    copy.isBodyGenerated = isBodyGenerated
    copy.hasIf = hasIf
    copy.hasContains = hasContains
    copy.elseRule = elseRule
    copy.annotations = annotations
    return copy
  }
}
