internal import Rego

/// Text to syntax: modules of both versions, queries and terms.
enum ParseTarget {
  static let target = FuzzTarget("parse") { (bytes) throws(FuzzTarget.BrokenProperty) in
    let source = SourceText(name: "fuzz.rego", bytes: Array(bytes))
    for version in [RegoVersion.v1, .v0] {
      let first = outcome(source, version)
      try FuzzTarget.require(first == outcome(source, version), "parsing twice gives two results")
      if let body = try? Parser.query(source, version: version) { _ = body.map(\.description) }
      if let term = try? Parser.term(source, version: version) { _ = term.description }
    }
  }

  /// The module as it prints itself, or what was found; the findings must lie within the text.
  private static func outcome(_ source: SourceText, _ version: RegoVersion) -> [String] {
    do throws(Diagnostics) {
      let module = try Parser.module(source, version: version)
      return module.rules.map(\.description) + module.imports.map { "\($0)" }
    } catch {
      return error.all.map { "\($0) \($0.location.text) \($0.details)" }
    }
  }
}

/// Text to a program: every check of the compiler, planning, and a short evaluation.
enum CompileTarget {
  static let target = FuzzTarget("compile") { (bytes) throws(FuzzTarget.BrokenProperty) in
    for (version, isStrict) in [(RegoVersion.v1, false), (.v1, true), (.v0, false)] {
      var subject = Subject()
      subject.modules = [Array(bytes)]
      subject.version = version
      subject.isStrict = isStrict
      subject.query = "data"
      subject.limits.instructionsMax = 2_000
      try subject.check()
    }
  }
}
