import PolicyDomain
import PolicyEngine
import Rego
import Synchronization
import Testing

/// The face for programs that embed the engine.
@Suite struct AuthorizerTests {
  static let domain = """
    apiVersion: iamlite.manetu.io/v1beta1
    kind: PolicyDomain
    metadata: {name: notes}
    spec:
    \(Parts.policies)
    \(Parts.policy("p:one", "default allow = 1"))
      policy-libraries: [{mrn: "l:one", rego: "package one"}, {mrn: "l:two", rego: "package two", dependencies: ["l:one"]}]
      operations:
        - {name: open, selector: ["note:public"], policy: "p:one"}
        - {name: notes, selector: ["note:.*"], policy: "p:zero"}
      roles:
        - {mrn: "r:writer", policy: "p:yes", annotations: [{name: level, value: 3}]}
        - {mrn: "r:guest", policy: "p:no"}
      groups: [{mrn: "g:staff", roles: ["r:writer"], annotations: [{name: team, value: blue}]}]
      scopes: [{mrn: "s:all", policy: "p:yes"}]
      resource-groups:
        - {mrn: "rg:notes", policy: "p:yes", default: true, annotations: [{name: kind, value: note}]}
        - {mrn: "rg:secret", policy: "p:no"}
      resources: [{name: secrets, selector: ["mrn:secret:.*"], group: "rg:secret", annotations: [{name: k, value: 1}]}]
      mappers:
        - name: http
          selector: [".*"]
          rego: |
            package mapper
            porc = {"principal": {"sub": input.user, "mroles": ["r:writer"]}, "operation": "note:read", "resource": "n"}
    """

  static func registry() throws -> PolicyRegistry {
    try PolicyRegistry([PolicyBundle(name: "notes.yaml", text: domain)])
  }

  static func authorizer(_ audit: any AuditSink = NullAuditSink(), enginesKeptMax: Int = 64) throws -> Authorizer {
    Authorizer(try registry().compile(), audit: audit, enginesKeptMax: enginesKeptMax) { Bench.environment() }
  }

  static let porc = #"{"principal": {"sub": "ada", "mroles": ["r:writer"]}, "operation": "note:read", "resource": "n"}"#

  /// Records as a sink takes them.
  private final class Records: Sendable {
    let lines = Mutex<[String]>([])
    func sink(isPretty: Bool = false, accepts: Bool = true) -> ClosureAuditSink {
      ClosureAuditSink(isPretty: isPretty) { record in
        self.lines.withLock { $0.append(String(decoding: record, as: UTF8.self)) }
        return accepts
      }
    }
    var count: Int { lines.withLock { $0.count } }
  }

  @Test("an answer has the decision, the phases, the references and the record")
  func answer() throws {
    let records = Records()
    let answer = try Self.authorizer(records.sink()).authorize(json: Self.porc)
    #expect(answer.isAllowed)
    #expect(answer.isRecorded)
    #expect(answer.override == nil)
    #expect(answer.phases.map(\.phase) == [.system, .identity, .resource, .scope])
    #expect(answer.phases.map(\.isGranted) == [nil, true, true, true])
    #expect(answer.references.map(\.id) == ["note:read", "r:writer", "rg:notes"])
    #expect(try Document.kept(json: answer.record).value["decision"].string == "GRANT")
    #expect(records.lines.withLock { $0 } == [answer.record + "\n"])
  }

  @Test(
    "the operation's policy decides alone where it says so",
    arguments: [
      ("note:public", Authorization.Override.granted("PUBLIC"), true), ("other", .denied("JWT_REQUIRED"), false),
    ])
  func override(_ operation: String, _ override: Authorization.Override, _ isAllowed: Bool) throws {
    let answer = try Self.authorizer().authorize(json: #"{"operation": "\#(operation)", "resource": "n"}"#)
    #expect(answer.isAllowed == isAllowed)
    #expect(answer.override == override)
    #expect(answer.phases[0].isGranted == isAllowed)
  }

  @Test("a probe leaves no record, nor does a sink that refuses")
  func unrecorded() throws {
    let records = Records()
    let probe = try Self.authorizer(records.sink()).authorize(json: Self.porc, probe: true)
    #expect(probe.isAllowed && !probe.isRecorded && !probe.record.isEmpty)
    #expect(records.count == 0)
    #expect(try Self.authorizer(records.sink(accepts: false)).authorize(json: Self.porc).isRecorded == false)
    #expect(records.count == 1)
  }

  @Test("pretty records are indented and end with a line end")
  func pretty() throws {
    let records = Records()
    _ = try Self.authorizer(records.sink(isPretty: true)).authorize(json: Self.porc)
    let record = records.lines.withLock { $0[0] }
    #expect(record.hasPrefix("{\n  \"decision\": \"GRANT\",\n"))
    #expect(record.hasSuffix("}\n"))
  }

  @Test("a request is decided about by way of the mapper")
  func mapper() throws {
    let authorizer = try Self.authorizer()
    let request = try Document(json: #"{"user": "ada"}"#)
    #expect(try authorizer.porc(for: request).json.contains(#""sub":"ada""#))
    #expect(try authorizer.check(request).isAllowed)
    let unmapped = try authorizer.check(try Document(json: "{}"))
    #expect(!unmapped.isAllowed)
    #expect(unmapped.phases.isEmpty)
    #expect(unmapped.references.map(\.code) == [.evaluation])
  }

  @Test("what is no PORC is an error", arguments: ["null", "[]", "1", "{", ""])
  func noPORC(_ json: String) throws {
    let authorizer = try Self.authorizer()
    #expect(throws: EngineError.self) { try authorizer.authorize(json: json) }
    if let document = try? Document(json: json) {
      #expect(throws: EngineError.self) { try authorizer.authorize(document) }
    }
  }

  @Test("new policies hold for the next decision, and a closed authorizer decides nothing")
  func lifeCycle() throws {
    let authorizer = try Self.authorizer()
    #expect(try authorizer.authorize(json: Self.porc).isAllowed)
    authorizer.replacePolicies(with: try PolicyRegistry([]).compile())
    #expect(try authorizer.authorize(json: Self.porc).isAllowed == false)
    authorizer.close()
    authorizer.close()
    let error = #expect(throws: EngineError.self) { try authorizer.authorize(json: Self.porc) }
    #expect(error?.code == .closed)
  }

  @Test("many tasks decide at once, each about its own request", arguments: [0, 2, 64])
  func concurrent(_ enginesKeptMax: Int) async throws {
    let authorizer = try Self.authorizer(enginesKeptMax: enginesKeptMax)
    let wrong = await withTaskGroup(of: Int.self) { group in
      for task in 0..<16 {
        group.addTask {
          var wrong = 0
          for round in 0..<50 {
            let isWriter = (task + round) % 2 == 0
            let role = isWriter ? "r:writer" : "r:guest"
            let json =
              #"{"principal": {"sub": "u\#(task)", "mroles": ["\#(role)"]}, "operation": "note:x", "resource": "n"}"#
            let answer = try? authorizer.authorize(json: json)
            if answer?.isAllowed != isWriter || answer?.record.contains("\"u\(task)\"") != true { wrong += 1 }
          }
          return wrong
        }
      }
      return await group.reduce(0, +)
    }
    #expect(wrong == 0)
  }

  // MARK: Resources from outside

  private func record(_ answer: ResourceAnswer, _ resource: String = "mrn:secret:1") throws -> (Bool, Value) {
    let authorizer = Authorizer(try Self.registry().compile(), audit: NullAuditSink()) {
      var environment = Bench.environment()
      environment.resolveResource = { mrn in mrn == resource ? answer : .failed(reason: "asked for \(mrn)") }
      return environment
    }
    let porc =
      #"{"principal": {"sub": "a", "mroles": ["r:writer"]}, "operation": "note:x", "resource": "\#(resource)"}"#
    let result = try authorizer.authorize(json: porc)
    return (result.isAllowed, try Document.kept(json: result.record).value)
  }

  @Test("what the host knows of a resource comes before the rules, with the group's annotations below")
  func resolved() throws {
    let known = ResourceDescription(
      id: "mrn:secret:1", group: "rg:notes", owner: "ada", classification: "HIGH",
      annotations: try Document(json: #"{"own": true}"#))
    let (isAllowed, record) = try record(.resource(known))
    #expect(isAllowed)
    #expect(
      JSONWriter.string(record["porc"]["resource"])
        == #"{"annotations":{"kind":"note","own":true},"classification":"HIGH","group":"rg:notes","id":"mrn:secret:1","#
        + #""owner":"ada"}"#)
  }

  @Test("where the host knows nothing the rules are asked, where it cannot say the request is denied")
  func unresolved() throws {
    let (byRule, _) = try record(.unknown)
    #expect(!byRule)
    let (isAllowed, record) = try record(.failed(reason: "connection refused"), "mrn:note:1")
    #expect(!isAllowed)
    let reference = record["references"].items.last
    #expect(reference?["reasonCode"].string == "NETWORK_ERROR")
    #expect(reference?["reason"].string == "connection refused")
    #expect(reference?["phase"].string == "RESOURCE")
  }
}
