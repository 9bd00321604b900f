package mapper

import rego.v1

# Who calls is what Envoy verified as the client's certificate: `spiffe://example.org/alice` is alice.
caller := regex.replace(input.source.principal, `^spiffe://example\.org/`, "")

default principal := {}

principal := {"sub": caller, "mroles": ["mrn:notes:role:member"]} if caller != ""

porc := {
	"principal": principal,
	"operation": sprintf("notes:http:%s", [lower(input.request.http.method)]),
	"resource": sprintf("mrn:http:notes%s", [split(input.request.http.path, "?")[0]]),
}
