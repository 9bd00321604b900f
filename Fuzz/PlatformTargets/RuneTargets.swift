internal import FuzzTargets
internal import Rego
internal import Rune

extension FuzzTarget {
  /// Archives, packed and not, and rule sets in modules of any text.
  static let rune = [archive, ruleSets]

  private static let archive = FuzzTarget("archive") { (bytes) throws(BrokenProperty) in
    let bytes = Array(bytes)
    var limits = ArchiveLimits()
    limits.unpackedBytesMax = 4 << 20
    limits.entriesMax = 100
    if let files = try? BundleArchive.read(bytes, limits: limits) { try requireSame(files) }
    if let files = try? BundleArchive.read(tar: bytes, limits: limits) { try requireSame(files) }
  }

  /// What is read can be written, and read again.
  private static func requireSame(_ files: [BundleFile]) throws(BrokenProperty) {
    guard let packed = try? BundleArchive.write(files), let again = try? BundleArchive.read(packed) else {
      throw BrokenProperty("what was read cannot be written and read: \(files.map(\.path))")
    }
    try require(again.map(\.path) == files.map(\.path), "what was read is written with other names")
    try require(again.map(\.bytes) == files.map(\.bytes), "what was read is written with other bytes")
  }

  /// Zeros divide the bytes into modules; the last one may be data.
  private static let ruleSets = FuzzTarget("rulesets") { (bytes) throws(BrokenProperty) in
    let parts = bytes.split(separator: 0, maxSplits: 8, omittingEmptySubsequences: false)
    let files = parts.enumerated().map { place, part in
      let isData = place > 0 && place == parts.count - 1 && part.first == UInt8(ascii: "{")
      return BundleFile(path: isData ? "data.json" : "\(place).rego", bytes: Array(part))
    }
    let sources = RuneSources(files: files, name: "fuzz") { _, _ throws(RuneSources.ReadFailure) in
      throw RuneSources.ReadFailure("there is no YAML here")
    }
    let bundle = RuneBundle(sources)
    let again = RuneBundle(sources)
    try require(bundle.findings.map(\.description) == again.findings.map(\.description), "two readings find two things")
    let paths = bundle.modules.map(\.path)
    try require(paths == again.modules.map(\.path), "two readings give two bundles")
    try require(Set(paths).count == paths.count, "two modules stand at one path: \(paths)")
    try require(
      !bundle.findings.contains { $0.severity == .error && $0.location.file.hasPrefix("rune/") },
      "what is generated does not parse: \(bundle.findings)")
    let ids = bundle.ruleSets.map(\.id)
    try require(Set(ids).count == ids.count, "two rule sets have one id: \(ids)")
  }
}
