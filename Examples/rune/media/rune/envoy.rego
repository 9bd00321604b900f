# The answer to Envoy, with a header more than the usual one.
package rune.adapters.envoy

import rego.v1

response := object.union(usual, {"headers": object.union(usual.headers, {"x-decided-by": "media"})})

usual := data.rune.standard.envoy.response
