// swift-tools-version: 6.1
// Benchmarks are a package of their own, so that who builds mpe does not build them.
import PackageDescription

let package = Package(
  name: "mpe-envoy-benchmarks",
  dependencies: [
    // By name: a package by path alone is called after its folder, whatever that is in a clone.
    .package(name: "mpe-envoy", path: "..")
  ],
  targets: [
    // Counts allocations by standing in front of the C library's; only in executables that link it.
    .target(name: "CAllocationCount"),
    .executableTarget(
      name: "evaluate",
      dependencies: [
        "CAllocationCount", .product(name: "Rego", package: "mpe-envoy"),
        .product(name: "RegoPlatform", package: "mpe-envoy"),
      ]),
    .executableTarget(
      name: "decide",
      dependencies: [
        "CAllocationCount", .product(name: "Rego", package: "mpe-envoy"),
        .product(name: "PolicyEngine", package: "mpe-envoy"),
      ]),
  ]
)
