// swift-tools-version: 6.1
// One package for all examples, so that the engine is built once for them.
import PackageDescription

let package = Package(
  name: "mpe-envoy-examples",
  dependencies: [
    // By name: a package by path alone is called after its folder, whatever that is in a clone.
    .package(name: "mpe-envoy", path: "..")
  ],
  targets: [
    .executableTarget(
      name: "rego-example", dependencies: [.product(name: "Rego", package: "mpe-envoy")], path: "Rego",
      exclude: ["expected.txt"]),
    .executableTarget(
      name: "policyengine-example",
      dependencies: [
        .product(name: "PolicyEngine", package: "mpe-envoy"), .product(name: "PolicyHost", package: "mpe-envoy"),
        .product(name: "Rego", package: "mpe-envoy"),
      ], path: "PolicyEngine", exclude: ["expected.txt"]),
  ]
)
