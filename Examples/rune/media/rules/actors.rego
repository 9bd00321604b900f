# Who may change a cast: it takes two of three reasons, by a strategy of this bundle's own.
package policy.actors

import rego.v1

metadata := {"name": "Actors", "resolution_strategy": "two-of-three"}

allow contains {"id": "editors", "msg": "editors change casts"} if "editors" in input.subject.groups

allow contains {"id": "casting", "msg": "casting changes casts"} if "casting" in input.subject.groups

allow contains {"id": "self", "msg": "actors change their own part"} if input.actor == input.subject.name
