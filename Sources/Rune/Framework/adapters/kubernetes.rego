# The answer to a Kubernetes API server that sends an AdmissionReview: a whole AdmissionReview with a response.
#
# Where it denies, `status.message` has the messages of the results that denied, and what is in error. `warnings` has
# the messages of denies that are monitored, which the API server shows to whoever sent the object.
package rune.standard.kubernetes

import rego.v1

response := {
	"apiVersion": api_version,
	"kind": "AdmissionReview",
	"response": object.union_n([{"uid": uid, "allowed": allowed}, status, warnings]),
}

default api_version := "admission.k8s.io/v1"

api_version := input.apiVersion if is_string(input.apiVersion)

default uid := ""

uid := input.request.uid if is_string(input.request.uid)

default allowed := false

allowed if data.rune.results.result == "allow"

status := {} if {
	allowed
} else := {"status": {"code": 403, "message": concat("; ", reasons)}} if {
	count(reasons) > 0
} else := {"status": {"code": 403, "message": "no rule allows this"}}

reasons := array.concat([message(found) | some found in data.rune.standard.denies], data.rune.standard.errors)

warnings := {"warnings": texts} if {
	texts := [message(found) | some found in data.rune.standard.monitored_denies]
	count(texts) > 0
} else := {}

message(found) := found.msg if {
	is_string(found.msg)
} else := sprintf("%v", [found.id])
