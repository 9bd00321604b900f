package gate

floor_version := {"linux": "2.3.1-rc.1", "mac": "2.4.0"}[input.client.os]
ok if semver.compare(input.client.version, floor_version) >= 0
upgrade := sprintf("upgrade from %s to %s", [input.client.version, floor_version]) if not ok
