package media_test

import rego.v1

results := data.rune.results

kim := {"name": "kim", "groups": []}

test_owners_change_their_movies if {
	results.result == "allow" with input as {"subject": kim, "movie": {"owner": "kim", "rating": 12}}
}

test_strangers_do_not if {
	results.result == "deny" with input as {"subject": kim, "movie": {"owner": "ann", "rating": 12}}
}

test_one_reason_is_too_few_for_a_cast if {
	outcome := results.rule_sets.media.rule_sets.actors with input as {"subject": kim, "actor": "kim"}
	outcome.result == "deny"
	count(outcome.reason.enforced_allows) == 1
}

test_two_reasons_do if {
	results.result == "allow" with input as {"subject": {"name": "kim", "groups": ["casting"]}, "actor": "kim"}
}

test_nothing_changes_while_frozen if {
	results.result == "deny" with input as {"subject": kim, "movie": {"owner": "kim"}}
		with data.catalogue.frozen as true
}

# Tests may replace the manifest.
test_movies_alone if {
	manifest := {"rule_sets": ["movies"], "resolution_strategy": "default-deny"}
	object.keys(results.rule_sets) == {"movies"} with data.rune.policy_bundle as manifest
}
