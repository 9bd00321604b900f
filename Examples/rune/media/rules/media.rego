# A rule set of rule sets: what the two come to votes here.
package policy.media

import rego.v1

metadata := {
	"name": "Media",
	"resolution_strategy": "default-deny",
	"rule_sets": ["movies", "actors"],
}
