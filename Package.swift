// swift-tools-version: 6.1
// This file is the dependency diagram of docs/ARCHITECTURE.md: a target may import only what it declares here
// (`.ci/check-imports` holds that). Arrows point down.
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

// `REGO_ONLY=1 swift build --scratch-path .build-rego` sees the engine and its tests alone: no BoringSSL, no NIO, and an
// edit–test loop of seconds.
let isRegoOnly = Context.environment["REGO_ONLY"] != nil
// `FUZZ=1` (`make fuzz`) builds the fuzzers: the engine, of the platform what reads YAML, and Rune.
let isFuzzing = Context.environment["FUZZ"] != nil

let package = Package(
  name: "mpe-envoy",
  products: [
    .executable(name: "mpe", targets: ["mpe"]),
    .executable(name: "rego-cases", targets: ["RegoCases"]),
    .library(name: "Rego", targets: ["Rego"]),
    .library(name: "RegoPlatform", targets: ["RegoPlatform"]),
    .library(name: "RegoNetwork", targets: ["RegoNetwork"]),
    .library(name: "PolicyEngine", targets: ["PolicyEngine", "PolicyDomain"]),
    .library(name: "PolicyHost", targets: ["PolicyHost"]),
    .library(name: "PolicyLint", targets: ["PolicyLint"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/attaswift/BigInt", exact: "6.0.1"),
  ],
  targets: [
    // System libraries and C.
    .systemLibrary(name: "CNghttp2", pkgConfig: "libnghttp2", providers: [.apt(["libnghttp2-dev"])]),
    .systemLibrary(name: "CProtobufC", pkgConfig: "libprotobuf-c", providers: [.apt(["libprotobuf-c-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
    .target(name: "CEnvoyAuth", dependencies: ["CProtobufC"]),
    .target(name: "CGRPCHealth", dependencies: ["CProtobufC"]),
    .target(
      name: "CVersion", cSettings: Context.environment["MPE_VERSION"].map { [.define("MPE_VERSION", to: "\"\($0)\"")] }),

    // The language.
    .target(name: "Rego", dependencies: ["CRE2", .product(name: "BigInt", package: "BigInt")], swiftSettings: strict),
    .target(
      name: "RegoPlatform",
      dependencies: [
        "Rego", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "Yams", package: "Yams"),
      ], swiftSettings: strict),

    .target(
      name: "RegoNetwork",
      dependencies: [
        "Rego", .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ], swiftSettings: strict),

    // Forms of test reports that every continuous integration system reads; knows no policy.
    .target(name: "TestReports", swiftSettings: strict),
    .target(name: "RegoSuite", dependencies: ["Rego", "TestReports"], swiftSettings: strict),
    .target(
      name: "Rune", dependencies: ["Rego", "CZlib"],
      resources: [
        .embedInCode("Framework/rune.rego"), .embedInCode("Framework/standard.rego"),
        .embedInCode("Framework/adapters/envoy.rego"), .embedInCode("Framework/adapters/kubernetes.rego"),
        .embedInCode("Framework/adapters/policydomain.rego"),
      ], swiftSettings: strict),

    // Policy.
    .target(
      name: "PolicyDomain",
      dependencies: [
        "Rego", .product(name: "Yams", package: "Yams"), .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: strict),
    .target(name: "PolicyEngine", dependencies: ["PolicyDomain", "Rego"], swiftSettings: strict),
    .target(name: "PolicyHost", dependencies: ["PolicyEngine", "PolicyDomain", "Rego"], swiftSettings: strict),
    .target(name: "AuditStore", dependencies: ["PolicyEngine", "Rego"], swiftSettings: strict),

    .target(
      name: "DecisionSuite", dependencies: ["PolicyEngine", "PolicyDomain", "Rego", "TestReports"],
      swiftSettings: strict),
    .target(name: "PolicyLint", dependencies: ["PolicyDomain", "Rego"], swiftSettings: strict),
    .target(name: "MeshDoctor", dependencies: ["PolicyDomain", "Rego"], swiftSettings: strict),

    // Wire.
    .target(name: "HTTP2", dependencies: ["CNghttp2"], swiftSettings: strict),
    .target(
      name: "ExtAuthz", dependencies: ["PolicyEngine", "Rego", "HTTP2", "CEnvoyAuth", "CProtobufC"],
      swiftSettings: strict),
    .target(name: "GRPCHealth", dependencies: ["HTTP2", "CGRPCHealth", "CProtobufC"], swiftSettings: strict),

    .target(
      name: "DecisionAPI",
      dependencies: [
        "PolicyEngine", "RegoPlatform", "Rego", .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: strict),

    // Composition.
    .target(
      name: "Server",
      dependencies: [
        "ExtAuthz", "GRPCHealth", "DecisionAPI", "HTTP2", "AuditStore", "PolicyHost", "PolicyEngine", "PolicyDomain",
        "RegoPlatform", "Rego", .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "Logging", package: "swift-log"),
        .product(name: "Hummingbird", package: "hummingbird"),
      ], swiftSettings: strict),
    .executableTarget(
      name: "mpe",
      dependencies: [
        "Server", "PolicyLint", "PolicyEngine", "PolicyDomain", "AuditStore", "RegoPlatform", "RegoNetwork", "Rego",
        "CVersion", "DecisionSuite", "RegoSuite", "Rune", "MeshDoctor",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),

    // Tests.
    .target(name: "TestSupport", dependencies: ["Rego"], path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "RegoTests", dependencies: ["Rego", "TestSupport", "FuzzTargets"], swiftSettings: strict),
    .testTarget(
      name: "RegoPlatformTests",
      dependencies: ["RegoPlatform", "Rego", "TestSupport", "FuzzTargets", "PlatformFuzzTargets"],
      swiftSettings: strict),
    .testTarget(
      name: "RegoSuiteTests", dependencies: ["RegoSuite", "Rego", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "RuneTests", dependencies: ["Rune", "Rego", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "MeshDoctorTests", dependencies: ["MeshDoctor", "PolicyDomain", "Rego"], swiftSettings: strict),
    .testTarget(name: "PolicyDomainTests", dependencies: ["PolicyDomain", "Rego"], swiftSettings: strict),
    .testTarget(
      name: "PolicyEngineTests",
      dependencies: ["PolicyEngine", "PolicyDomain", "RegoPlatform", "Rego", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "DecisionSuiteTests", dependencies: ["DecisionSuite", "PolicyEngine", "PolicyDomain", "Rego"],
      swiftSettings: strict),
    .testTarget(
      name: "PolicyLintTests", dependencies: ["PolicyLint", "PolicyDomain", "Rego", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "DecisionAPITests",
      dependencies: [
        "DecisionAPI", "PolicyEngine", "PolicyDomain", "RegoPlatform", "Rego", "TestSupport",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTesting", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"),
      ], swiftSettings: strict),
    .testTarget(
      name: "ServerTests",
      dependencies: [
        "Server", "PolicyEngine", "PolicyDomain", "Rego",
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),
    .testTarget(name: "AuditStoreTests", dependencies: ["AuditStore", "PolicyEngine"], swiftSettings: strict),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "mpe", "Server", "PolicyDomain", "AuditStore", "Rego", "TestSupport",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    .testTarget(
      name: "RegoNetworkTests",
      dependencies: [
        "RegoNetwork", "RegoPlatform", "Rego", "TestSupport", .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ], swiftSettings: strict),
    .testTarget(name: "HTTP2Tests", dependencies: ["HTTP2", "CNghttp2"], swiftSettings: strict),
    .testTarget(
      name: "ExtAuthzTests",
      dependencies: [
        "ExtAuthz", "HTTP2", "PolicyEngine", "PolicyDomain", "RegoPlatform", "Rego", "TestSupport", "CEnvoyAuth",
        "CProtobufC",
      ], swiftSettings: strict),
    .testTarget(name: "GRPCHealthTests", dependencies: ["GRPCHealth", "HTTP2"], swiftSettings: strict),
    // The listener alone, with a handler that allows everything: what the wire costs, and a peer for tests of it.
    .executableTarget(
      name: "ConstantAllow",
      dependencies: [
        "Server", "HTTP2", .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"), .product(name: "Logging", package: "swift-log"),
      ], path: "Tests/ConstantAllow", swiftSettings: strict),
    // Judges folders of conformance cases in a second, for who works on the engine.
    .executableTarget(
      name: "RegoCases", dependencies: ["Rego", "TestSupport"] + (isRegoOnly ? [] : ["RegoPlatform"]),
      path: "Tests/RegoCases", swiftSettings: strict),
    // Entry points that fuzzers run and tests replay.
    .target(name: "FuzzTargets", dependencies: ["Rego"], path: "Fuzz/Targets", swiftSettings: strict),
    .target(
      name: "PlatformFuzzTargets", dependencies: ["FuzzTargets", "Rego", "RegoPlatform", "Rune"],
      path: "Fuzz/PlatformTargets", swiftSettings: strict),
    .testTarget(
      name: "ConformanceTests",
      dependencies: [
        "mpe", "Rego", "RegoSuite", "RegoPlatform", "RegoNetwork", "Server", "PolicyDomain", "PolicyLint",
        "TestSupport",
      ], exclude: ["Recorded"], swiftSettings: strict),
  ]
)

if isRegoOnly {
  let names: Set = ["CRE2", "Rego", "TestSupport", "FuzzTargets", "RegoTests", "RegoCases"]
  package.targets.removeAll { !names.contains($0.name) }
  package.products.removeAll { $0.name != "Rego" && $0.name != "rego-cases" }
  package.dependencies = [.package(url: "https://github.com/attaswift/BigInt", exact: "6.0.1")]
}

if isFuzzing {
  let names: Set = ["CRE2", "CZlib", "Rego", "Rune", "FuzzTargets", "PlatformFuzzTargets"]
  package.targets.removeAll { !names.contains($0.name) }
  package.targets += [
    .target(
      name: "RegoPlatform", dependencies: ["Rego", .product(name: "Yams", package: "Yams")],
      sources: ["YAML"], swiftSettings: strict),
    // libFuzzer brings main: the one file is no script.
    .executableTarget(
      name: "Fuzz", dependencies: ["FuzzTargets", "PlatformFuzzTargets"], path: "Fuzz/Driver",
      swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]),
  ]
  package.products = []
  package.dependencies = [
    .package(url: "https://github.com/attaswift/BigInt", exact: "6.0.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ]
}

// Only `make docs` wants the plugin.
if Context.environment["MPE_DOCS"] != nil {
  package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0"))
}
