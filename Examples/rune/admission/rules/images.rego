# What images a Pod may run.
package policy.images

import rego.v1

metadata := {"name": "Images", "resolution_strategy": "default-allow"}

containers := input.request.object.spec.containers

deny contains {"id": "latest", "msg": msg} if {
	some container in containers
	endswith(container.image, ":latest")
	msg := sprintf("container %s: an image needs a version, and `latest` is none", [container.name])
}

deny contains {"id": "registry", "msg": msg} if {
	some container in containers
	not startswith(container.image, "registry.example/")
	msg := sprintf("container %s: images come from registry.example", [container.name])
}
