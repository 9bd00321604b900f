import PolicyDomain
import PolicyEngine
import Synchronization

@testable import Server

/// A bundle source in memory, whose texts a test changes whenever it likes.
final class ChangingTexts: BundleSource {
  private struct State {
    var texts: [String: String]
    var reads = 0
    var willRead: @Sendable (Int, ChangingTexts) -> Void
  }

  private let names: [String]
  private let state: Mutex<State>

  /// - Parameter willRead: called before each text is read, with how many were.
  init(
    _ texts: [String: String], willRead: @escaping @Sendable (Int, ChangingTexts) -> Void = { _, _ in }
  ) {
    names = texts.keys.sorted()
    state = Mutex(State(texts: texts, willRead: willRead))
  }

  func bundles() -> Result<[String], FileFailure> { .success(names) }

  func text(of name: String) -> Result<[UInt8], FileFailure> {
    let (count, willRead) = state.withLock { state in
      defer { state.reads += 1 }
      return (state.reads, state.willRead)
    }
    willRead(count, self)
    guard let text = state.withLock({ $0.texts[name] }) else {
      return .failure(FileFailure(isMissing: true, reason: "open \(name): no such file or directory"))
    }
    return .success(Array(text.utf8))
  }

  func places(of names: [String]) -> [WatchedPlace] { [] }

  func set(_ texts: [String: String]) { state.withLock { $0.texts = texts } }

  var reads: Int { state.withLock { $0.reads } }

  // MARK: Domains

  /// A domain whose one policy is `allow`, as a text of this version.
  static func domain(_ name: String, _ allow: String = "true", version: Int = 0) -> String {
    """
    apiVersion: iamlite.manetu.io/v1beta1
    kind: PolicyDomain
    metadata:
      name: \(name)
    spec:
      policies:
        - mrn: mrn:\(name):policy:all
          name: all
          rego: |
            package authz

            # \(version)
            allow := \(allow)
    """
  }

  /// Two domains of one version.
  static func pair(_ version: Int) -> [String: String] {
    ["a": domain("a", version: version), "b": domain("b", version: version)]
  }

  static func loader(
    _ source: ChangingTexts, objection: @escaping @Sendable (PolicySnapshot) -> String? = { _ in nil }
  ) -> PolicyLoader {
    PolicyLoader(source, options: PolicySnapshot.Options(), objection: objection)
  }

  /// The fingerprint of what these texts make.
  static func fingerprint(_ texts: [String: String]) throws -> String {
    try loader(ChangingTexts(texts)).load().snapshot.fingerprint
  }
}
