package t

# METADATA
# related_resources:
#   - https://example.com/a
#   - ref: https://example.com/b
#     description: b
p := rego.metadata.rule().related_resources
