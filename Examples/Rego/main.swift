// The language embedded in a program of one's own. `make examples` runs it and compares what it prints with
// Examples/Rego/expected.txt.
import Rego

let source = SourceText(
  name: "authz.rego",
  text: """
    package authz

    default allow := false

    allow if {
      some role in data.roles[input.user]
      input.action in data.permissions[role]
    }

    greeting := sprintf("%s, welcome to %s", [greet(input.user), host.region()]) if allow

    greet(name) := concat(" ", ["Dear", upper(name)])
    """)
let data = try Document(
  json: """
    {"roles": {"alice": ["editor"]}, "permissions": {"editor": ["read", "write"], "reader": ["read"]}}
    """)

// A built-in of the host's: arguments come evaluated, the result is made in the arena of the evaluation.
let region = Builtin("host.region", 0) { context, _ in context.arena.string("eu-central") }
let builtins = BuiltinRegistry.standard.adding([region])

// Compile once, evaluate often.
let policy = try Policy([source], data: data, builtins: builtins)
for user in ["alice", "bob"] {
  let input = try Document(json: #"{"user": "\#(user)", "action": "write"}"#)
  let allow = try policy.value(at: ["authz", "allow"], input: input)
  let greeting = try policy.value(at: ["authz", "greeting"], input: input)
  print("\(user): allow \(allow?.json ?? "undefined"), greeting \(greeting?.json ?? "undefined")")
}

// Any query, with its bindings.
let query = try policy.program.prepare(query: SourceText(name: "", text: "data.permissions[role][_] == \"read\""))
for result in try policy.results(of: query).value.items {
  print("may read: \(result["bindings"]["role"].string ?? "")")
}

// Mistakes are values: all of them, with codes and places.
let broken = SourceText(
  name: "broken.rego",
  text: """
    package broken

    allow if input.user == name
    deny if count(missing) > 0
    """)
do {
  _ = try Policy([broken])
} catch {
  for finding in error.all {
    print("\(finding.location.file):\(finding.location.row):\(finding.location.column): \(finding.message)")
  }
}

// Every evaluation is bounded: this one would look at a billion pairs.
var limits = Evaluator.Limits()
limits.instructionsMax = 100_000
let endless = SourceText(
  name: "endless.rego",
  text: """
    package endless

    pairs := {[x, y] | some x in numbers.range(1, 30000); some y in numbers.range(1, 30000); x == y}
    """)
do {
  _ = try Policy([endless], limits: limits).value(at: ["endless", "pairs"])
} catch {
  print(error)
}
