internal import PolicyDomain
package import PolicyEngine

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Makes a snapshot of what a source holds: the same way at the start and at each reload.
package struct PolicyLoader: Sendable {
  /// Policies, and what they were made of.
  package struct Loaded: Sendable {
    package let snapshot: PolicySnapshot
    package let reading: BundleReading
  }

  let source: any BundleSource
  private let options: PolicySnapshot.Options
  private let objection: @Sendable (PolicySnapshot) -> String?

  /// How often texts are read that change while they are read, and how long they get to come to rest.
  private static let readingsMax = 10
  private static let restMicroseconds: UInt32 = 50_000

  /// - Parameter objection: what policies lack that compile but cannot be served, and what to do about it; nil when
  ///   they will do.
  package init(
    _ source: any BundleSource, options: PolicySnapshot.Options,
    objection: @escaping @Sendable (PolicySnapshot) -> String? = { _ in nil }
  ) {
    self.source = source
    self.options = options
    self.objection = objection
  }

  /// Reads, parses, validates and compiles. Blocks, for as long as that takes.
  /// - Parameter didRead: called with the names of the texts before they are looked at for the second time, so that
  ///   who watches them from then on misses nothing.
  /// - Parameter givesWay: rest between modules, so that threads which decide need not wait for a whole time slice.
  package func load(
    givesWay: Bool = false, didRead: ([String]) -> Void = { _ in }
  ) throws(LoadFailure) -> Loaded {
    let (result, reading) = try read(didRead)
    switch result {
    case .success(let bundles): return try compile(bundles, reading, givesWay: givesWay)
    case .failure(let error): throw LoadFailure(error, reading: reading)
    }
  }

  /// Everything of one version: whatever was read still reads the same afterwards.
  private func read(_ didRead: ([String]) -> Void) throws(LoadFailure) -> (
    Result<BundleSet, DomainError>, BundleReading
  ) {
    var last = BundleReading(.success([]))
    for count in 1...Self.readingsMax {
      let recorder = BundleRecorder(source)
      let result = parse(recorder)
      last = recorder.reading
      didRead(last.names)
      if last.again(from: source) == last { return (result, last) }
      if count < Self.readingsMax { usleep(Self.restMicroseconds) }
    }
    throw LoadFailure(
      "the bundles change while they are read: write each to another name and rename it, or stop what writes them",
      reading: last)
  }

  private func parse(_ recorder: BundleRecorder) -> Result<BundleSet, DomainError> {
    switch recorder.reading.bundles {
    case .failure(let failure):
      return .failure(DomainError([DomainDiagnostic(.file, failure.reason, at: nil)]))
    case .success(let names):
      do throws(DomainError) {
        return .success(try BundleLoader(version: options.version, readFile: recorder.text).load(names))
      } catch {
        return .failure(error)
      }
    }
  }

  private func compile(
    _ bundles: BundleSet, _ reading: BundleReading, givesWay: Bool
  ) throws(LoadFailure) -> Loaded {
    var options = options
    if givesWay {
      let rest = RegularRest()
      options.betweenModules = { rest.takeIfDue() }
    }
    let snapshot: PolicySnapshot
    do throws(EngineError) {
      snapshot = try PolicySnapshot(bundles, options: options)
    } catch {
      throw LoadFailure(error, reading: reading)
    }
    if let objection = objection(snapshot) { throw LoadFailure(objection, reading: reading) }
    return Loaded(snapshot: snapshot, reading: reading)
  }
}
