# Rune evaluates rule sets and says why they came out as they did.
#
# A rule set is a package with `metadata` (or `rule_set`) and the sets of results `allow` and `deny`. A bundle is a list
# of rule sets and a strategy that combines them: `data.rune.policy_bundle`. What they come to is `data.rune.results`.
#
# Where the rule sets are says the module that stands beside this one, which has a rule `rule_set_outcomes.<id>` for
# each of them. `mpe rune bundle` writes it.
package rune

import rego.v1

version := "1.0.0"

# What the bundle comes to: "resolution_strategy", "result" ("allow" or "deny") and "rule_sets", an outcome for each id.
# What is wrong with the bundle itself is in "result_validation_errors", which is there only then.
results := object.union(
	{"resolution_strategy": bundle_strategy, "result": bundle_result, "rule_sets": bundle_outcomes},
	if_any("result_validation_errors", bundle_errors),
)

default bundle_strategy := null

bundle_strategy := data.rune.policy_bundle.resolution_strategy

bundle_outcomes := {id: outcome(id) | some id in data.rune.policy_bundle.rule_sets}

default bundle_result := "deny"

bundle_result := "allow" if {
	count(bundle_errors) == 0
	allowed(bundle_strategy, voters(bundle_outcomes, {"allow"}), voters(bundle_outcomes, {"deny", "error"}))
}

bundle_errors contains "There is no manifest: data.rune.policy_bundle" if not data.rune.policy_bundle

bundle_errors contains "The manifest is not an object: data.rune.policy_bundle" if {
	data.rune.policy_bundle
	not is_object(data.rune.policy_bundle)
}

bundle_errors contains "The manifest has no list rule_sets" if {
	is_object(data.rune.policy_bundle)
	not is_array(object.get(data.rune.policy_bundle, "rule_sets", null))
}

bundle_errors contains strategy_error(bundle_strategy) if {
	is_object(data.rune.policy_bundle)
	not known_strategies[bundle_strategy]
}

outcome(id) := data.rune.rule_set_outcomes[id]

outcome(id) := absent(id) if not data.rune.rule_set_outcomes[id]

# The outcome of a rule set that is named and not there.
absent(id) := {
	"result": "error",
	"reason": {"resolution_strategy": null, "enforced_allows": [], "enforced_denies": []},
	"result_validation_errors": [sprintf("There is no rule set %v", [id])],
}

# The outcomes that came to one of these results, in the form that strategies get.
voters(outcomes, wanted) := {object.union(found, {"id": id}) |
	some id, found in outcomes
	found.result in wanted
}

# What one rule set comes to. Defined whatever its package says: an outcome that is undefined would have no vote.
# `source`: what its package says, an object with "metadata", "allow" and "deny".
# `inner`: the outcomes of the rule sets that it contains, by their ids.
evaluated(source, inner) := object.union_n([
	{
		"result": rule_set_result(errors, strategy, allows, denies, inner),
		"reason": object.union(
			{"resolution_strategy": strategy, "enforced_allows": allows, "enforced_denies": denies},
			unenforced(allow, deny, count(allows) + count(denies)),
		),
		"result_validation_errors": errors,
	},
	named(source),
	if_any("rule_sets", inner),
]) if {
	strategy := object.get(source, ["metadata", "resolution_strategy"], null)
	allow := found_in(source, "allow")
	deny := found_in(source, "deny")
	allows := enforced(allow)
	denies := enforced(deny)
	errors := validation_errors(source, strategy, allow, deny)
}

named(source) := {"name": name} if {
	name := source.metadata.name
} else := {}

# The results of a rule set that are of one kind; none where there is something else than a set.
found_in(source, effect) := source[effect] if {
	is_set(source[effect])
} else := set()

enforced(results_of_kind) := {found |
	some found in results_of_kind
	is_object(found)
	object.get(found, "enforce", "enforce") == "enforce"
}

# Results that are shown and decide nothing: "monitored_allows", "ignored_denies" and so on.
unenforced(allow, deny, enforced_count) := {} if count(allow) + count(deny) == enforced_count

unenforced(allow, deny, enforced_count) := {sprintf("%s_%s", [mode, kind]): shown |
	some kind, of_kind in {"allows": allow, "denies": deny}
	some mode in ["monitored", "ignored"]
	shown := {found | some found in of_kind; mode_of(found) == mode}
	count(shown) > 0
} if {
	count(allow) + count(deny) != enforced_count
}

mode_of(found) := "ignored" if {
	found.enforce == "ignore"
} else := "monitored" if {
	found.enforce != "enforce"
}

# What is wrong with a rule set. The usual case, nothing, is found out in one go.
validation_errors(source, strategy, allow, deny) := set() if {
	is_string(source.metadata.name)
	known_strategies[strategy]
	is_set(object.get(source, "allow", allow))
	is_set(object.get(source, "deny", deny))
	well_formed(allow)
	well_formed(deny)
} else := union({
	metadata_errors(source, strategy),
	{sprintf("%s is not a set of results: %s", [effect, type_name(source[effect])]) |
		some effect in ["allow", "deny"]
		not is_set(object.get(source, effect, set()))
	},
	{result_error(effect, found) |
		some effect, of_kind in {"allow": allow, "deny": deny}
		some found in of_kind
	},
})

well_formed(results_of_kind) if {
	every found in results_of_kind {
		is_object(found)
		found.id
	}
}

metadata_errors(source, strategy) := {"There is no object metadata (or rule_set)"} if {
	not is_object(object.get(source, "metadata", null))
} else := name_errors(source.metadata) | strategy_errors(strategy)

name_errors(metadata) := set() if {
	is_string(metadata.name)
} else := {"The metadata has no name that is a string"}

strategy_errors(strategy) := set() if {
	known_strategies[strategy]
} else := {strategy_error(strategy)}

strategy_error(strategy) := sprintf("Unknown resolution_strategy %v: there are %s", [
	strategy,
	concat(", ", sort(object.keys(known_strategies))),
])

result_error(effect, found) := sprintf("A result of %s is not an object: %v", [effect, found]) if not is_object(found)

result_error(_, found) := "Rule with missing name" if {
	is_object(found)
	not "id" in object.keys(found)
}

rule_set_result(errors, _, _, _, _) := "error" if count(errors) > 0

rule_set_result(errors, strategy, allows, denies, inner) := result_of(
	strategy,
	allows | voters(inner, {"allow"}),
	denies | voters(inner, {"deny", "error"}),
) if {
	count(errors) == 0
}

result_of(strategy, allows, denies) := "allow" if {
	allowed(strategy, allows, denies)
} else := "deny"

# The strategies: whether these allows and denies come to an allow. A rule set in error votes for deny.
# The module beside this one has more of both rules for a user's functions `rune.strategies.<name>`.
known_strategies["default-deny"] := true

known_strategies["default-allow"] := true

known_strategies["default-deny-overrule"] := true

known_strategies["default-allow-overrule"] := true

# An allow is needed; denies do not count.
allowed("default-deny", allows, _) if count(allows) > 0

# A deny is needed to deny; allows do not count.
allowed("default-allow", _, denies) if count(denies) == 0

# An allow is needed, and a deny overrules it.
allowed("default-deny-overrule", allows, denies) if {
	count(allows) > 0
	count(denies) == 0
}

# A deny is needed to deny, and an allow overrules it.
allowed("default-allow-overrule", _, denies) if count(denies) == 0

allowed("default-allow-overrule", allows, _) if count(allows) > 0

if_any(key, found) := {key: found} if count(found) > 0

if_any(_, found) := {} if count(found) == 0
