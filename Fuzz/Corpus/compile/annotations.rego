package t

# METADATA
# schemas:
#   - input.v: {type: array, items: [{type: string}, {type: number}]}
p if { upper(input.v[1]) == "A" }
