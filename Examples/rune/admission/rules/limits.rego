# What a Pod must say about what it uses: on trial, so that it warns.
package policy.limits

import rego.v1

metadata := {"name": "Limits", "resolution_strategy": "default-allow"}

deny contains {"id": "memory", "msg": msg, "enforce": "monitor"} if {
	some container in input.request.object.spec.containers
	not container.resources.limits.memory
	msg := sprintf("container %s: has no limit of memory; from May on this is refused", [container.name])
}
