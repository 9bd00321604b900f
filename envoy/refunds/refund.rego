# What is asked for: `POST /refunds/CUSTOMER/AMOUNT`.
package refund

import rego.v1

# `alice` and 80 of `mrn:http:shop/refunds/alice/80`
customer := split(input.resource.id, "/")[2]

amount := to_number(split(input.resource.id, "/")[3])
