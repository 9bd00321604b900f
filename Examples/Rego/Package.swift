// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "rego-example",
  dependencies: [
    // By name: a package by path alone is called after its folder, whatever that is in a clone.
    .package(name: "mpe-envoy", path: "../..")
  ],
  targets: [
    .executableTarget(name: "rego-example", dependencies: [.product(name: "Rego", package: "mpe-envoy")])
  ]
)
