// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "policyengine-example",
  dependencies: [
    // By name: a package by path alone is called after its folder, whatever that is in a clone.
    .package(name: "mpe-envoy", path: "../..")
  ],
  targets: [
    .executableTarget(
      name: "policyengine-example",
      dependencies: [
        .product(name: "PolicyEngine", package: "mpe-envoy"), .product(name: "PolicyHost", package: "mpe-envoy"),
        .product(name: "Rego", package: "mpe-envoy"),
      ])
  ]
)
