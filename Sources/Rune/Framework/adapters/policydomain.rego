# The answer to a policy of a PolicyDomain: "allow" for a boolean one, "level" for a tri-level one.
#
# The level is -1 where the bundle denies, 1 where it allows and a rule said so, and 0 where it allows only because
# nothing denied: then the other phases decide.
package rune.standard.policydomain

import rego.v1

response := {"allow": allow, "level": level}

default allow := false

allow if data.rune.results.result == "allow"

level := -1 if {
	not allow
} else := 1 if {
	some outcome in data.rune.results.rule_sets
	outcome.result == "allow"
	count(outcome.reason.enforced_allows) > 0
} else := 1 if {
	count(data.rune.standard.allows) > 0
} else := 0
