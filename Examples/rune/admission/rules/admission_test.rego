package admission_test

import rego.v1

pod(image) := {"request": {"object": {"spec": {"containers": [{"name": "c", "image": image}]}}}}

test_an_image_with_a_version_is_taken if {
	data.rune.results.result == "allow" with input as pod("registry.example/web:1.4")
		with data.rune.policy_bundle.resolution_strategy as "default-allow"
}

test_latest_is_refused if {
	outcome := data.rune.results.rule_sets.images with input as pod("registry.example/web:latest")
	[found.id | some found in outcome.reason.enforced_denies] == ["latest"]
}

test_limits_only_warn if {
	outcome := data.rune.results.rule_sets.limits with input as pod("registry.example/web:1.4")
	outcome.result == "allow"
	count(outcome.reason.monitored_denies) == 1
}
