import DecisionSuite
import PolicyDomain
import PolicyEngine
import Rego

/// Runs suites over a small domain.
enum SuiteBench {
  static let domain = """
    apiVersion: iamlite.manetu.io/v1beta1
    kind: PolicyDomain
    metadata: {name: d}
    spec:
      policies:
        - {mrn: "p:op", rego: "package authz\\ndefault allow = 0\\nallow = n { n := input.context.ret }\\n"}
        - {mrn: "p:yes", rego: "package authz\\ndefault allow = true\\n"}
        - {mrn: "p:no", rego: "package authz\\ndefault allow = false\\n"}
        - {mrn: "p:text", rego: "package authz\\nallow = \\"text\\"\\n"}
      roles:
        - {mrn: r, policy: "p:yes"}
        - {mrn: r-no, policy: "p:no"}
        - {mrn: r-text, policy: "p:text"}
      scopes:
        - {mrn: s-no, policy: "p:no"}
      resource-groups:
        - {mrn: rg, policy: "p:yes", default: true}
        - {mrn: rg-no, policy: "p:no"}
      operations:
        - {name: all, selector: ["a:.*"], policy: "p:op"}
      mappers:
        - name: m
          selector: [".*"]
          rego: |
            package mapper
            porc = {"principal": {"mroles": [input.role]}, "operation": "a:b", "resource": input.path, "context": {"n": 1}}
    """

  static func snapshot() throws -> PolicySnapshot {
    let loader = BundleLoader { _ in .success(Array(domain.utf8)) }
    return try PolicySnapshot(try loader.load(["d.yml"]))
  }

  static func suite(_ text: String) throws(DomainError) -> Suite { try Suite(Array(text.utf8), file: "t/s.yaml") }

  /// Results of a suite, as the report in text has them.
  static func run(_ text: String, files: [String: String] = [:], format: SuiteFormat = .text) throws -> String {
    let suite = try suite(text)
    let runner = SuiteRunner(
      try snapshot(), options: EngineOptions(), file: suite.file,
      readFile: { path in
        files[path].map { .success(Array($0.utf8)) }
          ?? .failure(FileFailure(isMissing: true, reason: "open \(path): no such file or directory"))
      },
      environment: { EngineEnvironment(nowNanoseconds: { 0 }, elapsedNanoseconds: { 0 }, random: { 4 }) })
    var report = format.report(file: suite.file)
    var output = report.begin(suite.cases.count)
    for test in suite.cases { output += report.add(runner.run(test)) }
    return output + report.end()
  }

  /// What the report says of one test that is called `t`.
  static func outcome(_ body: String, files: [String: String] = [:]) throws -> String {
    let output = try run("tests: [{name: t, \(body)}]", files: files)
    return String(output.dropFirst("t: ".count).prefix { $0 != "\n" })
  }

  /// A PORC that all phases grant, with something else in it.
  static func porc(
    roles: String = "r", scopes: String = "", group: String = "rg", context: String = "{}"
  ) -> String {
    "porc: {principal: {mroles: [\(roles)], scopes: [\(scopes)]}, operation: 'a:b', "
      + "resource: {id: x, group: \(group)}, context: \(context)}"
  }
}
