package authz_test

import data.authz
import rego.v1

asked(sub) := {"principal": {"sub": sub}, "resource": {"id": "mrn:http:notes/alice/shopping"}}

test_owner_may_read if authz.allow with input as asked("alice")

test_others_may_not if not authz.allow with input as asked("bob")
