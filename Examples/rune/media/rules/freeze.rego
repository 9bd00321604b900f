# Nothing changes while the catalogue is frozen. Rule sets may live in any package: the id of this one is `ops.freeze`.
package ops.freeze

import rego.v1

metadata := {"name": "Freeze", "resolution_strategy": "default-allow"}

deny contains {"id": "frozen", "msg": "the catalogue is frozen", "http_status": 503} if data.catalogue.frozen
