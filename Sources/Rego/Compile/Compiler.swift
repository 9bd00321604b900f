/// Turns modules into a ``Program``.
public struct Compiler: Sendable {
  /// The version of modules that do not import `rego.v1` or are not parsed yet.
  public var version: RegoVersion = .v1
  /// Unused variables and imports, shadowed `input` and `data`, and duplicate imports are errors.
  public var isStrict = false
  /// The functions that policies may call.
  public var builtins: BuiltinRegistry
  /// Functions that calls and `with` must not name, though they exist.
  public var unsafeBuiltins: Set<String> = []
  /// What of the language and of the built-ins policies may use; nil: all that there is.
  public var capabilities: Capabilities?
  /// Functions that must not be called, with what to do about it, though `with` may replace them: what a host does not
  /// allow. To the author they are undefined.
  public var refusedBuiltins: [String: String] = [:]
  /// A rule must not stand where the base documents have something.
  public var refusesDataConflicts = true
  /// Keep `print` calls; else they are erased.
  public var keepsPrint = false
  /// Test rules say which of the cases that their heads name they are at (``BuiltinContext/onTestCase``).
  package var notesTestCases = false
  /// Reads `# METADATA` blocks, for the type checker and for `rego.metadata.rule()` and `chain()`. Without it they are
  /// plain comments.
  public var annotations: AnnotationReader?
  /// The JSON schemas that the type checker knows. Without a set, annotations that name schemas say nothing; with one,
  /// be it empty, a name that is not in it is an error.
  public var schemas: SchemaSet?
  /// Where constants are interned: all programs that meet in one evaluation share one table.
  public let symbols: SymbolTable

  public init(symbols: SymbolTable = SymbolTable(), builtins: BuiltinRegistry = .standard) {
    self.symbols = symbols
    self.builtins = builtins
  }

  /// Parses and compiles texts.
  /// - Parameters:
  ///   - sources: the modules.
  ///   - data: the base documents under `data`; copied into the snapshot.
  /// - Throws: every finding, the parser's first, in order, to the reference's limit of ten.
  public func compile(_ sources: [SourceText], data: Value = .undefined) throws(Diagnostics) -> Program {
    var modules: [Module] = []
    var findings: [Diagnostic] = []
    for source in sources {
      do throws(Diagnostics) { modules.append(try parse(source)) } catch {
        findings += error.all
      }
    }
    if !findings.isEmpty { throw Diagnostics(findings) }
    return try compile(modules, data: data)
  }

  /// Parses one text, in the compiler's version or another.
  public func parse(_ source: SourceText, version: RegoVersion? = nil) throws(Diagnostics) -> Module {
    try Parser.module(source, version: version ?? self.version, annotations: annotations, capabilities: capabilities)
  }

  /// Compiles parsed modules.
  public func compile(_ modules: [Module], data: Value = .undefined) throws(Diagnostics) -> Program {
    var findings = Findings()
    for module in modules { Compiler.checkPaths(module, &findings) }
    if !findings.all.isEmpty { throw Diagnostics(findings.all) }
    var compiler = self
    if let capabilities { compiler.builtins = builtins.restricted(to: capabilities.builtins) }
    let checked = try Checker(compiler).check(modules, data: data)
    return try Program(checked, compiler: compiler, data: data)
  }
}

extension Compiler {
  /// Packages and heads longer than this are refused: what walks the tree of documents recurses.
  static let pathPartsMax = 1_024

  private static func checkPaths(_ module: Module, _ findings: inout Findings) {
    func check(_ path: [Term], _ location: Location) {
      guard path.count > pathPartsMax else { return }
      findings.report(Diagnostic(.compile, "path has more than \(pathPartsMax) parts", at: location))
    }
    check(module.package, module.packageLocation)
    for rule in module.rules { check(rule.head.reference, rule.location) }
  }
}

extension BuiltinRegistry {
  /// Every built-in that needs no library beyond this one.
  public static let standard = BuiltinRegistry(StandardBuiltins.all)
}
