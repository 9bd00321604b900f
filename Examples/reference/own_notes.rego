package authz

import rego.v1

# `alice` of `mrn:http:notes/alice/shopping`
owner := split(input.resource.id, "/")[1]

default allow := false

allow if owner == input.principal.sub
