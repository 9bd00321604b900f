# How much whoever may refund at all may give back.
package policy.amount

import data.refund
import rego.v1

metadata := {"name": "amount", "resolution_strategy": "default-deny"}

allow contains {"id": "small", "msg": "refunds up to 100 take no clearance"} if {
	refund.amount > 0
	refund.amount <= 100
}

allow contains {"id": "large", "msg": "refunds beyond 100 take high clearance"} if {
	refund.amount > 100
	input.principal.mclearance == "HIGH"
}
