import PolicyEngine
import Testing

@testable import Server

struct PolicyLoaderTests {
  /// Before which of its first reads the whole source changes to another version.
  @Test("texts that are replaced while they are read make policies of one version", arguments: 0..<6)
  func oneVersion(_ moment: Int) throws {
    let source = ChangingTexts(ChangingTexts.pair(1)) { count, source in
      if count == moment { source.set(ChangingTexts.pair(2)) }
    }
    let loaded = try ChangingTexts.loader(source).load()
    let versions = [
      try ChangingTexts.fingerprint(ChangingTexts.pair(1)), try ChangingTexts.fingerprint(ChangingTexts.pair(2)),
    ]
    #expect(versions.contains(loaded.snapshot.fingerprint))
  }

  @Test("texts that never come to rest are reported, and the reading ends")
  func restless() {
    let source = ChangingTexts(ChangingTexts.pair(0)) { count, source in source.set(ChangingTexts.pair(count)) }
    let failure = #expect(throws: LoadFailure.self) { try ChangingTexts.loader(source).load() }
    #expect(failure?.message.contains("change while they are read") == true)
    #expect(source.reads <= 40)
  }

  @Test("a text that does not compile is a finding with its place")
  func compileError() {
    let failure = #expect(throws: LoadFailure.self) {
      try ChangingTexts.loader(ChangingTexts(["a": ChangingTexts.domain("a", "undefined_function(1)")])).load()
    }
    let positions = failure?.findings.map { $0.position?.description }
    #expect(positions == ["a:13:18"])
    #expect(failure?.message.contains("a:13:18") == true)
  }

  @Test("policies that cannot be served are refused in the words of who serves")
  func objection() {
    let loader = ChangingTexts.loader(ChangingTexts(ChangingTexts.pair(0))) { _ in "no mapper" }
    #expect(throws: LoadFailure.self) { try loader.load() }
  }

  @Test("a text that is missing is named as the source names it")
  func missing() {
    let source = ChangingTexts(ChangingTexts.pair(0))
    source.set(["a": ChangingTexts.domain("a")])
    let failure = #expect(throws: LoadFailure.self) { try ChangingTexts.loader(source).load() }
    #expect(failure?.message.contains("open b: no such file or directory") == true)
  }
}
