# METADATA
# scope: package
# schemas:
#   - data.users: {type: object, additionalProperties: {type: number}}
package t
p if { upper(data.users.bob) == "A" }
