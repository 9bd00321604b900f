// The engine embedded in a program of one's own. `make examples` runs it and compares what it prints with
// Examples/PolicyEngine/expected.txt.
import PolicyDomain
import PolicyEngine
import PolicyHost
import Rego

let text = """
  apiVersion: iamlite.manetu.io/v1beta1
  kind: PolicyDomain
  metadata: {name: notes}
  spec:
    policies:
      - mrn: mrn:notes:policy:has-name
        rego: |
          package authz
          import rego.v1
          default allow := -1
          allow := 0 if input.principal.sub
      - mrn: mrn:notes:policy:writing
        rego: |
          package authz
          import rego.v1
          default allow := false
          allow if split(input.operation, ":")[2] in {"read", "update"}
      - mrn: mrn:notes:policy:own
        rego: |
          package authz
          import rego.v1
          default allow := false
          allow if input.resource.owner == input.principal.sub
          allow if input.resource.annotations.shared
    operations:
      - {name: all, selector: ["notes:.*"], policy: "mrn:notes:policy:has-name"}
    roles:
      - {mrn: "mrn:notes:role:writer", policy: "mrn:notes:policy:writing"}
    resource-groups:
      - {mrn: "mrn:notes:resource-group:pages", default: true, policy: "mrn:notes:policy:own"}
    resources:
      - name: shared
        selector: ["mrn:notes:shared:.*"]
        group: mrn:notes:resource-group:pages
        annotations: [{name: shared, value: true}]
  """

// Bundles come from memory here; PolicyRegistry(files:readFile:) takes names and BundleFiles.read.
let registry = try PolicyRegistry([PolicyBundle(name: "notes.yaml", text: text)])

// The system's clock and randomness, and a word about who owns a page from a system of one's own.
let authorizer = Authorizer(
  try registry.compile(),
  audit: ClosureAuditSink { record in
    let json = String(decoding: record, as: UTF8.self)
    print("  recorded: \(json.hasPrefix(#"{"decision":"GRANT""#) ? "GRANT" : "DENY")")
    return true
  }
) {
  var environment = HostEnvironment.make()
  environment.resolveResource = { mrn in
    mrn == "mrn:notes:page:plan"
      ? .resource(ResourceDescription(id: mrn, group: "mrn:notes:resource-group:pages", owner: "ada")) : .unknown
  }
  return environment
}

for (subject, operation, resource) in [
  ("ada", "notes:page:update", "mrn:notes:page:plan"), ("bob", "notes:page:update", "mrn:notes:page:plan"),
  ("bob", "notes:page:read", "mrn:notes:shared:minutes"), ("ada", "notes:page:delete", "mrn:notes:page:plan"),
] {
  print("\(subject), \(operation), \(resource)")
  let answer = try authorizer.authorize(
    json: """
      {"principal": {"sub": "\(subject)", "mroles": ["mrn:notes:role:writer"]},
       "operation": "\(operation)", "resource": "\(resource)"}
      """)
  print("  \(answer.isAllowed ? "GRANT" : "DENY"): \(answer.reason)")
}

// A probe leaves no record; without a caller the operation's policy denies alone.
let probe = try authorizer.authorize(json: #"{"operation": "notes:page:read", "resource": "n"}"#, probe: true)
print("nobody: \(probe.override.map { "\($0)" } ?? "none")")

// What is loaded.
print("roles: \(authorizer.snapshot.roleMRNs)")
print("shared pages belong to \(authorizer.snapshot.resource("mrn:notes:shared:minutes")?.group ?? "nobody")")

// Mistakes are listed, all of them, with places.
let broken = PolicyRegistry.permissive([
  PolicyBundle(
    name: "broken.yaml",
    text: """
      apiVersion: iamlite.manetu.io/v1beta1
      kind: PolicyDomain
      metadata: {name: broken}
      spec:
        roles:
          - {mrn: "mrn:x", policy: "mrn:nowhere"}
      """)
])
for finding in broken.findings { print(finding) }

// Other policies, in force for the next decision.
authorizer.replacePolicies(with: try PolicyRegistry([]).compile())
let after = try authorizer.authorize(json: #"{"operation": "notes:page:read", "resource": "n"}"#, probe: true)
print("without policies: \(after.reason)")
authorizer.close()
