import Rego
import Rune
import Testing

@Suite struct ArchiveTests {
  private static let files = [
    BundleFile(path: ".manifest", bytes: Array("{}".utf8)),
    BundleFile(path: "data.json", bytes: []),
    BundleFile(path: "über/ein/ä.rego", bytes: Array("package ä".utf8)),
    BundleFile(path: "block.rego", bytes: [UInt8](repeating: 35, count: 512)),
    BundleFile(path: "large.rego", bytes: (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }),
  ]

  private func pairs(_ files: [BundleFile]) -> [[String]] { files.map { [$0.path, "\($0.bytes)"] } }

  /// What reading says; nil where it reads.
  private func problem(_ bytes: [UInt8], limits: ArchiveLimits = ArchiveLimits()) -> String? {
    do throws(ArchiveFailure) {
      _ = try BundleArchive.read(bytes, limits: limits)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let bytes = try BundleArchive.write(Self.files)
    #expect(try pairs(BundleArchive.read(bytes)) == pairs(Self.files))
    #expect(try BundleArchive.write(Self.files) == bytes)
    #expect(try BundleArchive.read(BundleArchive.write([])).isEmpty)
  }

  @Test(arguments: [1, 99, 100, 101, 155, 254, 255, 256, 257, 1_000, 5_000])
  func namesMayHaveAnyLength(_ count: Int) throws {
    for name in [String(repeating: "n", count: count), String(repeating: "f/", count: count / 2) + "n"] {
      let files = [BundleFile(path: name, bytes: [1, 2, 3]), BundleFile(path: "z", bytes: [4])]
      #expect(try pairs(BundleArchive.read(BundleArchive.write(files))) == pairs(files))
    }
  }

  // MARK: Hostile bytes

  @Test func whatIsNoArchiveIsSaid() throws {
    #expect(problem([])?.contains("does not begin as gzip does") == true)
    #expect(problem(Array("package a".utf8))?.contains("does not begin as gzip does") == true)
    #expect(problem([0x1F, 0x8B])?.contains("ends in the middle of the gzip data") == true)
    #expect(problem(try Archives.gzip([]))?.contains("it is empty") == true)
    #expect(problem(try Archives.gzip(Array(repeating: 7, count: 512)))?.contains("no tar archive") == true)
    #expect(problem(try Archives.gzip(Array(repeating: 7, count: 100)))?.contains("ends in the middle") == true)
  }

  @Test func everyTruncationIsAnErrorOrAllThereIs() throws {
    let files = [BundleFile(path: "a.rego", bytes: Array("package a\n".utf8)), BundleFile(path: "b", bytes: [1])]
    let whole = try BundleArchive.write(files)
    for count in 0..<whole.count { #expect(problem(Array(whole[..<count])) != nil, "\(count)") }
    let tar = try Archives.tar(files)
    for count in 0..<tar.count {
      let cut = try Archives.gzip(Array(tar[..<count]))
      do throws(ArchiveFailure) {
        // The end may be missing, as long as no file is torn.
        let read = try BundleArchive.read(cut)
        #expect(pairs(read) == pairs(Array(files.prefix(read.count))), "\(count)")
      } catch { continue }
    }
  }

  @Test func everyByteMayBeAnyOther() throws {
    let files = [BundleFile(path: "a.rego", bytes: Array("package a\n".utf8)), BundleFile(path: "b", bytes: [1])]
    let whole = try BundleArchive.write(files)
    let tar = try Archives.tar(files)
    for position in whole.indices {
      for change in [1, 0x80, 0xFF] as [UInt8] {
        var bytes = whole
        bytes[position] ^= change
        _ = problem(bytes)
      }
    }
    // The first header, the file and a part of the second header.
    for position in 0..<1_100 {
      for value in [0, 0x37, 0x80] as [UInt8] {
        var bytes = tar
        bytes[position] = value
        _ = problem(try Archives.gzip(bytes))
        _ = problem(try Archives.gzip(Archives.summed(bytes)))
      }
    }
  }

  @Test func limitsHold() throws {
    var limits = ArchiveLimits()
    limits.unpackedBytesMax = 1 << 20
    let zeros = try BundleArchive.write([BundleFile(path: "zeros", bytes: [UInt8](repeating: 0, count: 4 << 20))])
    #expect(zeros.count < 8_192)
    #expect(problem(zeros) == nil)
    #expect(problem(zeros, limits: limits) == "it has more than 1 MiB when it is unpacked: split it")
    limits.unpackedBytesMax = 8 << 20
    limits.fileBytesMax = 1 << 20
    #expect(problem(zeros, limits: limits)?.contains("a file in it has more than 1024 KiB") == true)
    limits.entriesMax = 3
    let many = try BundleArchive.write((0..<4).map { BundleFile(path: "\($0)", bytes: []) })
    #expect(problem(many, limits: limits) == "it has more than 3 entries: split it")
  }

  @Test(arguments: ["../a", "a/../../b", "/..", "a/.."])
  func pathsMustNotLeadOut(_ path: String) throws {
    let bytes = try BundleArchive.write([BundleFile(path: path, bytes: [])])
    #expect(problem(bytes)?.contains("leads out of the archive") == true)
  }

  @Test func pathsAreBelowTheRoot() throws {
    for path in ["/a/b", "./a/b", "a//b", "a/./b"] {
      #expect(try BundleArchive.read(BundleArchive.write([BundleFile(path: path, bytes: [])])).map(\.path) == ["a/b"])
    }
    let twice = [BundleFile(path: "a", bytes: []), BundleFile(path: "./a", bytes: [])]
    #expect(problem(try BundleArchive.write(twice)) == "`a` is in it twice")
    #expect(problem(try BundleArchive.write([BundleFile(path: "a\u{1B}[2J", bytes: [])]))?.contains("control") == true)
  }

  @Test(arguments: [
    ("1", "is a link"), ("2", "is a link"), ("K", "is a link"), ("3", "is no file and no folder"),
    ("6", "is no file and no folder"), ("S", "is no file and no folder"), ("V", "is no file and no folder"),
  ])
  func onlyFilesAndFoldersAreTaken(_ type: String, _ message: String) throws {
    var tar = try Archives.tar([BundleFile(path: "a", bytes: [])])
    tar[156] = Array(type.utf8)[0]
    #expect(problem(try Archives.gzip(Archives.summed(tar)))?.contains(message) == true)
  }

  @Test(arguments: [
    "", "path", "9 path=a", "12 path=a\n", "99999999 path=a\n", "-1 path=a\n", "7 path\n", "0 x=1\n", "11 size=-1\n",
    "12 size=1e9\n", "15 linkpath=a\n", "23 GNU.sparse.major=1\n", "28 size=9223372036854775807\n",
  ])
  func recordsAreChecked(_ record: String) throws {
    var tar = try Archives.tar([BundleFile(path: "x", bytes: Array(record.utf8))])
    tar.removeLast(1_024)
    tar[156] = UInt8(ascii: "x")
    let rest = try Archives.tar([BundleFile(path: "a", bytes: [])])
    let found = problem(try Archives.gzip(Archives.summed(tar) + rest))
    #expect((found == nil) == record.isEmpty, "\(found ?? "")")
  }

  @Test func membersFollowOneAnother() throws {
    let tar = try Archives.tar(Self.files)
    let parts = try Archives.gzip(Array(tar[..<700])) + Archives.gzip(Array(tar[700...]))
    #expect(try pairs(BundleArchive.read(parts)) == pairs(Self.files))
    #expect(problem(parts + [0, 0, 0]) == nil)
    #expect(problem(parts + [1])?.contains("something else follows the gzip data") == true)
  }

  // MARK: Bundles

  @Test func aBundleIsItsOwnSource() throws {
    let made = Bundles.make(["a/movies.rego": Bundles.movies, "orders.rego": Bundles.orders])
    let bytes = try BundleArchive.write(made.files(revision: "7"))
    let sources = RuneSources(files: try BundleArchive.read(bytes), name: "b") {
      _, _ throws(RuneSources.ReadFailure) in throw RuneSources.ReadFailure("no YAML")
    }
    let read = RuneBundle(sources)
    #expect(read.isComplete)
    #expect(read.findings.isEmpty)
    #expect(read.modules.map(\.path) == made.modules.map(\.path))
    #expect(read.modules.map(\.version) == made.modules.map(\.version))
    #expect(read.ruleSets.map(\.id) == made.ruleSets.map(\.id))
    #expect(read.adapters == made.adapters)
    #expect(read.data.json == made.data.json)
    let input = #"{"kind": "order"}"#
    #expect(try Bundles.results(read, input: input).json == Bundles.results(made, input: input).json)
  }

  @Test func theManifestSaysVersions() throws {
    let files = Bundles.make(["a/movies.rego": Bundles.movies, "orders.rego": Bundles.orders]).files(revision: "7")
    #expect(files.prefix(2).map(\.path) == [".manifest", "data.json"])
    let manifest = try Document(json: files[0].bytes)
    #expect(
      manifest.json
        == #"{"file_rego_versions":{"/orders.rego":0},"metadata":{"rune":{"version":"1.0.0"}},"rego_version":1,"revision":"7","roots":[""]}"#
    )
  }

  @Test(arguments: [
    ("[", "line 1, column 2"), ("1", "a manifest must be an object"),
    (#"{"rego_version": 2}"#, "`rego_version` must be 0 or 1"),
    (#"{"file_rego_versions": {"/*": 0}}"#, "`file_rego_versions` has a pattern, `/*`"),
  ])
  func wrongManifestsAreErrors(_ text: String, _ message: String) {
    let bundle = RuneBundle(
      RuneSources(files: [BundleFile(path: ".manifest", bytes: Array(text.utf8))], name: "b") {
        _, _ throws(RuneSources.ReadFailure) in throw RuneSources.ReadFailure("no YAML")
      })
    #expect(bundle.findings.contains { $0.severity == .error && $0.description.contains(message) })
  }
}
