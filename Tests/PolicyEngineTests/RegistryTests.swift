import PolicyDomain
import PolicyEngine
import Rego
import Testing

/// Loading bundles from memory and by a reader, and asking what they say.
@Suite struct RegistryTests {
  static func bundle(_ name: String, _ spec: String) -> PolicyBundle {
    PolicyBundle(
      name: "\(name).yaml",
      text: "apiVersion: iamlite.manetu.io/v1beta1\nkind: PolicyDomain\nmetadata: {name: \(name)}\nspec: \(spec)\n")
  }

  static let broken = [
    bundle("a", "{roles: [{mrn: r, policy: nowhere}], policies: [{mrn: p, rego: \"package x y\"}]}"),
    PolicyBundle(name: "no.yaml", text: "kind: Nothing\n"),
    bundle("b", "{roles: [{mrn: q, policy: c/p}]}"),
  ]

  @Test("no bundles are legal, and deny")
  func none() throws {
    let authorizer = Authorizer(try PolicyRegistry([]).compile(), audit: NullAuditSink()) { Bench.environment() }
    #expect(try authorizer.authorize(json: "{}").isAllowed == false)
  }

  @Test("strict loading throws everything, permissive loading lists it")
  func strictAndPermissive() throws {
    #expect(throws: DomainError.self) { try PolicyRegistry(Self.broken) }
    let registry = PolicyRegistry.permissive(Self.broken)
    #expect(registry.domains.map(\.name.value) == ["a", "b"])
    #expect(!registry.isValid)
    #expect(registry.findings.map(\.category) == [.registry, .reference, .reference, .rego])
    #expect(
      registry.summary == """
        Validation Summary: 4 errors found

        By Domain:
          unknown: 1 errors
          a: 2 errors
          b: 1 errors
        By Type:
          registry: 1 errors
          reference: 2 errors
          rego: 1 errors
        """)
    #expect(
      registry.findings(inDomain: "b")?.map(\.message) == ["domain 'b' contains undefined references to domain 'c'"])
    #expect(registry.findings(inDomain: "nope") == nil)
    let valid = PolicyRegistry.permissive([Self.bundle("c", "{}")])
    #expect(valid.isValid)
    #expect(valid.summary == "All validations passed successfully")
  }

  @Test("files come from the reader that is passed in")
  func files() throws {
    let texts = ["a.yaml": Self.bundle("a", "{}").bytes]
    let read: FileReader = { path in
      texts[path].map { .success($0) } ?? .failure(FileFailure(isMissing: true, reason: "open \(path): gone"))
    }
    #expect(try PolicyRegistry(files: ["a.yaml"], readFile: read).domains.count == 1)
    let error = #expect(throws: DomainError.self) { try PolicyRegistry(files: ["b.yaml"], readFile: read) }
    #expect(error?.description.contains("open b.yaml: gone") == true)
  }

  @Test("references to Rego files are refused where there is no reader")
  func noReader() throws {
    let reference = PolicyBundle(
      name: "r.yaml",
      text: "apiVersion: iamlite.manetu.io/v1beta1\nkind: PolicyDomainReference\nmetadata: {name: r}\n"
        + "spec: {policies: [{mrn: p, rego_filename: p.rego}]}\n")
    #expect(throws: DomainError.self) { try PolicyRegistry([reference]) }
    let registry = try PolicyRegistry([reference]) { path in
      path == "p.rego" ? .success(Array("package authz".utf8)) : .failure(FileFailure(isMissing: true, reason: path))
    }
    #expect(registry.domains[0].policies[0].rego.text == "package authz\n")
  }

  @Test("libraries of a module are found in the order of its fingerprint")
  func libraries() throws {
    let registry = try AuthorizerTests.registry()
    let module = registry.domains[0].libraries[1]
    #expect(try registry.libraries(of: module, in: "notes").map(\.mrn.value) == ["l:one"])
    #expect(throws: Dependencies.Failure.self) { try registry.libraries(of: module, in: "nope") }
  }

  @Test("one registry is compiled under several options")
  func compiledTwice() throws {
    let registry = try PolicyRegistry([
      Self.bundle("a", "{policies: [{mrn: p, rego: \"package authz\\nallow = upper(\\\"x\\\")\"}]}")
    ])
    _ = try registry.compile()
    var options = PolicySnapshot.Options()
    options.unsafeBuiltins = ["upper"]
    #expect(throws: EngineError.self) { try registry.compile(options) }
    options.unsafeBuiltins = []
    options.capabilities = Capabilities(builtins: ["eq"])
    #expect(throws: EngineError.self) { try registry.compile(options) }
    _ = try registry.compile()
  }

  @Test("a snapshot says what it knows")
  func catalogue() throws {
    let snapshot = try AuthorizerTests.registry().compile()
    #expect(snapshot.roleMRNs == ["r:writer", "r:guest"])
    #expect(snapshot.scopeMRNs == ["s:all"])
    #expect(snapshot.groupMRNs == ["g:staff"])
    #expect(snapshot.resourceGroupMRNs == ["rg:notes", "rg:secret"])
    #expect(snapshot.mapperDescriptions.map(\.name) == ["http"])
    #expect(snapshot.operationDescriptions.map(\.selectors) == [["note:public"], ["note:.*"]])
    #expect(snapshot.operationDescriptions.map(\.policy?.mrn) == ["p:one", "p:zero"])
    #expect(snapshot.resourceRuleDescriptions.map(\.group) == ["rg:secret"])
    #expect(snapshot.role("r:writer")?.policy?.mrn == "p:yes")
    #expect(snapshot.role("r:writer")?.policy?.fingerprint.count == 44)
    #expect(snapshot.role("r:writer")?.annotations.json == #"{"level":3}"#)
    #expect(snapshot.role("r:nobody") == nil)
    #expect(snapshot.group("g:staff")?.roles == ["r:writer"])
    #expect(snapshot.group("g:staff")?.annotations.json == #"{"team":"blue"}"#)
    #expect(snapshot.policy(ofOperation: "note:public")?.mrn == "p:one")
    #expect(snapshot.policy(ofOperation: "other") == nil)
    #expect(snapshot.resource("mrn:secret:7")?.group == "rg:secret")
    #expect(snapshot.resource("mrn:secret:7")?.annotations.json == #"{"k":1}"#)
    #expect(snapshot.resource("anything")?.group == "rg:notes")
  }
}
