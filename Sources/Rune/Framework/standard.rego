# What the result of a bundle rests on: for adapters, and for whoever answers in words of one's own.
package rune.standard

import rego.v1

# Every outcome, by the ids that lead to it: ["media", "movies"] is the rule set movies within the rule set media.
outcomes[ids] := outcome if {
	some id, outcome in data.rune.results.rule_sets
	ids := [id]
}

outcomes[ids] := outcome if {
	some id, outer in data.rune.results.rule_sets
	walk(object.get(outer, "rule_sets", {}), [steps, outcome])

	# An id, "rule_sets", an id and so on: whatever else is in an outcome, rules may have said.
	count(steps) % 2 == 1
	count([step | some place, step in steps; place % 2 == 1; step != "rule_sets"]) == 0
	ids := array.concat([id], [step | some place, step in steps; place % 2 == 0])
}

# The outcomes that agree with the bundle, and so does every rule set around them.
agreeing[ids] := outcome if {
	some ids, outcome in outcomes
	every length in numbers.range(1, count(ids)) {
		outcomes[array.slice(ids, 0, length)].result == data.rune.results.result
	}
}

# The enforced allows of these, where the bundle allows; in the order of their rule sets, then of their own ids.
allows := in_order(agreeing, "enforced_allows") if {
	data.rune.results.result == "allow"
} else := []

# The enforced denies of these, where the bundle denies; in the same order.
denies := in_order(agreeing, "enforced_denies") if {
	data.rune.results.result != "allow"
} else := []

# The denies that are shown and did not count, of all rule sets; in the same order.
monitored_denies := in_order(outcomes, "monitored_denies")

# What is wrong with the bundle and its rule sets, in words.
errors := array.concat(
	[message | some message in object.get(data.rune.results, "result_validation_errors", [])],
	[sprintf("%s: %s", [concat(" / ", [sprintf("%v", [id]) | some id in ids]), message]) |
		some ids, outcome in outcomes
		some message in outcome.result_validation_errors
	],
)

in_order(some_outcomes, kind) := [found |
	some [_, _, found] in {[ids, object.get(one, "id", null), one] |
		some ids, outcome in some_outcomes
		some one in outcome.reason[kind]
	}
]
