# Whom nobody may refund.
package policy.independence

import data.refund
import rego.v1

metadata := {"name": "independence", "resolution_strategy": "default-allow"}

deny contains {"id": "own-order", "msg": "nobody refunds an order of their own"} if {
	refund.customer == input.principal.sub
}
