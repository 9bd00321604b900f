internal import PolicyDomain

/// All that one loading of policies asked its source for, and what it was told. Equal readings make equal policies.
package struct BundleReading: Sendable, Equatable {
  /// What a text was.
  enum Content: Sendable, Equatable {
    /// SHA-256 of its bytes.
    case digest([UInt8])
    /// Why it could not be read.
    case failure(String)

    init(_ result: Result<[UInt8], FileFailure>) {
      switch result {
      case .success(let bytes): self = .digest(Fingerprint.of([bytes]))
      case .failure(let failure): self = .failure(failure.reason)
      }
    }
  }

  /// The bundles, or why they could not be found.
  private(set) var bundles: Result<[String], FileFailure>
  private(set) var contents: [String: Content] = [:]

  init(_ bundles: Result<[String], FileFailure>) { self.bundles = bundles }

  mutating func note(_ name: String, _ result: Result<[UInt8], FileFailure>) { contents[name] = Content(result) }

  /// The names of all texts that were asked for.
  var names: [String] { contents.keys.sorted() }

  /// What the same questions get now.
  func again(from source: any BundleSource) -> BundleReading {
    var reading = BundleReading(source.bundles())
    for name in names { reading.note(name, source.text(of: name)) }
    return reading
  }

  package static func == (a: BundleReading, b: BundleReading) -> Bool {
    switch (a.bundles, b.bundles) {
    case (.success(let a), .success(let b)): guard a == b else { return false }
    case (.failure(let a), .failure(let b)): guard a.reason == b.reason else { return false }
    default: return false
    }
    return a.contents == b.contents
  }
}

/// Answers a loading's questions from a source, each name once, and keeps note of them. Used on one thread.
final class BundleRecorder {
  private let source: any BundleSource
  private var results: [String: Result<[UInt8], FileFailure>] = [:]
  private(set) var reading: BundleReading

  init(_ source: any BundleSource) {
    self.source = source
    reading = BundleReading(source.bundles())
  }

  func text(of name: String) -> Result<[UInt8], FileFailure> {
    if let known = results[name] { return known }
    let result = source.text(of: name)
    results[name] = result
    reading.note(name, result)
    return result
  }
}
