"""Makes PolicyDomains of any size, as larger companies have them, and requests that end at chosen places in them.

Entry number i has a shape of its own, by its number: most selectors begin with plain text, some are plain text whole,
some have alternations, classes or `.*` in the middle, and a few begin with `.*`.
"""

import json

TEAMS = ("billing", "catalogue", "checkout", "fulfilment", "identity", "ledger", "media", "notify", "orders", "search")
VERBS = ("read", "list", "create", "update", "delete", "approve", "export")

HEAD = """\
# Generated: {roles} roles, {selectors} resource selectors, {operations} operations.
apiVersion: iamlite.manetu.io/v1beta1
kind: PolicyDomain
metadata:
  name: scale
spec:
  policy-libraries:
    - mrn: mrn:scale:library:claims
      name: claims
      rego: |
        package claims

        import rego.v1

        has_principal if input.principal.sub != ""

        verb := split(input.operation, ":")[2]
  mappers:
    - name: headers
      selector: [".*"]
      rego: |
        package mapper

        import rego.v1

        headers := input.request.http.headers

        porc := {{
          "principal": {{"sub": headers["x-sub"], "mroles": [headers["x-role"]], "mgroups": [headers["x-group"]]}},
          "operation": headers["x-operation"],
          "resource": headers["x-resource"],
        }}
"""

POLICY = """\
    - mrn: mrn:scale:policy:{name}
      name: {name}
      description: {description}
      dependencies: [mrn:scale:library:claims]
      rego: |
        package authz

        import rego.v1

        import data.claims

        default allow := {default}

        allow := {granted} if {{
          {condition}
        }}
"""


def team(number):
    return TEAMS[number % len(TEAMS)]


def policy(name, description, default, granted, condition):
    return POLICY.format(name=name, description=description, default=default, granted=granted, condition=condition)


def policies(size, own_every):
    """Shared ones, and one of its own for every so many-th role and every hundredth resource group."""
    yield policy("token", "Who has no token is out", "-1", "0", "claims.has_principal")
    for verb in VERBS:
        yield policy(f"may-{verb}", f"Whoever may {verb}", "false", "true", f'claims.verb in {{"{verb}", "list", "read"}}')
    for number in range(0, size, own_every):
        yield policy(
            f"role-{number}", f"The rule of role {number}", "false", "true",
            f'claims.verb in {{"read", "list"}}; input.principal.mannotations.level >= {number % 4}')
    for number in range(0, groups(size), 100):
        yield policy(
            f"area-{number}", f"The rule of area {number}", "false", "true",
            f'input.resource.annotations.area == {number}; claims.has_principal')


def groups(size):
    return max(1, size // 10)


def role_policy(number, own_every):
    return f"role-{number}" if number % own_every == 0 else f"may-{VERBS[number % len(VERBS)]}"


def roles(size, own_every):
    for number in range(size):
        yield (
            f"    - mrn: mrn:scale:role:{team(number)}:r{number:05}\n      name: r{number:05}\n"
            f"      description: Role {number} of team {team(number)}\n"
            f"      policy: mrn:scale:policy:{role_policy(number, own_every)}\n")
        if number % 3 == 0:
            yield (
                f"      annotations:\n        - name: level\n          value: {number % 5}\n"
                f"        - name: teams\n          value: [{team(number)}]\n          merge: union\n")


def principal_groups(size):
    for number in range(groups(size)):
        members = ", ".join(role_mrn(n) for n in range(number * 10, min(number * 10 + 3, size)))
        yield (
            f"    - mrn: mrn:scale:group:g{number:05}\n      name: g{number:05}\n      roles: [{members}]\n"
            f"      annotations:\n        - name: level\n          value: \"{number % 5}\"\n")


def resource_groups(size):
    for number in range(groups(size)):
        name = f"area-{number}" if number % 100 == 0 else "may-read"
        yield (
            f"    - mrn: mrn:scale:resource-group:a{number:05}\n      name: a{number:05}\n"
            f"      policy: mrn:scale:policy:{name}\n"
            f"      annotations:\n        - name: area\n          value: {number}\n")


def role_mrn(number):
    return f"mrn:scale:role:{team(number)}:r{number:05}"


def resource(number):
    """A selector and a resource that only it picks."""
    name = f"{team(number)}:s{number:05}"
    kind = number % 10
    if kind < 4:
        return f"mrn:app:{name}:.*", f"mrn:app:{name}:item/4711"
    if kind < 6:
        return f"mrn:doc:{name}:readme", f"mrn:doc:{name}:readme"
    if kind == 6:
        return f"mrn:http:{name}\\\\.example\\\\.com/(orders|items)/.*", f"mrn:http:{name}.example.com/orders/17"
    if kind == 7:
        return f"mrn:data:[^:]+:{team(number)}-t{number:05}:.*", f"mrn:data:eu-central:{team(number)}-t{number:05}:row"
    if kind == 8:
        return f"mrn:(bucket|archive):{name}:[a-z0-9-]+", f"mrn:archive:{name}:invoice-2026"
    return f".*:shared-{number:05}", f"mrn:any:where:shared-{number:05}"


def resources(size):
    for number in range(size):
        selector, _ = resource(number)
        yield (
            f"    - name: s{number:05}\n      description: Things of {team(number)}\n      selector:\n"
            f"        - \"{selector}\"\n      group: mrn:scale:resource-group:a{number % groups(size):05}\n")
        if number % 4 == 0:
            yield f"      annotations:\n        - name: owner\n          value: {team(number)}\n"


def operation(number):
    """A selector and an operation that only it picks."""
    name = f"svc{number:05}"
    kind = number % 5
    if kind == 0:
        return f"{name}:http:.*", f"{name}:http:read"
    if kind == 1:
        return f"{name}:(read|list|http:read)", f"{name}:http:read"
    if kind == 2:
        return f"{name}:http:read", f"{name}:http:read"
    if kind == 3:
        return f"{name}:.*:read", f"{name}:http:read"
    return f"{name}:[a-z]+:(get|read)", f"{name}:http:read"


def operations(size):
    for number in range(size):
        selector, _ = operation(number)
        yield f"    - name: o{number:05}\n      selector: [\"{selector}\"]\n      policy: mrn:scale:policy:token\n"


def domain(size, operation_count=None, own_every=50):
    """A domain with `size` roles and resource selectors and half as many operations, at least 10."""
    operation_count = operation_count or max(10, size // 2)
    parts = [HEAD.format(roles=size, selectors=size, operations=operation_count)]
    for section, lines in (
        ("policies", policies(size, own_every)), ("roles", roles(size, own_every)), ("groups", principal_groups(size)),
        ("resource-groups", resource_groups(size)), ("resources", resources(size)),
        ("operations", operations(operation_count)),
    ):
        parts.append(f"  {section}:\n")
        parts.extend(lines)
    return "".join(parts)


def request(size, place, kind=0, operation_count=None):
    """The parts of a PORC whose operation and resource match the entry at a place: `first`, `middle`, `last`, `none`.

    `kind` moves the place by so many entries, to one of another shape."""
    operation_count = operation_count or max(10, size // 2)

    def index(count):
        return {"first": 0, "middle": count // 2 // 10 * 10, "last": (count - 10) // 10 * 10}.get(place, 0) + kind

    role = index(size) // 10 * 10 + 4
    parts = {"sub": "alice", "role": role_mrn(role), "group": f"mrn:scale:group:g{index(size) // 10 % groups(size):05}"}
    if place == "none":
        return parts | {"operation": "nothing:http:read", "resource": "mrn:nothing:here:at-all-00000"}
    return parts | {
        "operation": operation(index(operation_count) % operation_count)[1], "resource": resource(index(size))[1]}


def porc(parts):
    return json.dumps({
        "principal": {"sub": parts["sub"], "mroles": [parts["role"]], "mgroups": [parts["group"]]},
        "operation": parts["operation"], "resource": parts["resource"]})


if __name__ == "__main__":
    import sys

    sys.stdout.write(domain(int(sys.argv[1]), own_every=int(sys.argv[2]) if len(sys.argv) > 2 else 50))
