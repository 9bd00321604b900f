/// Finds the libraries that a module needs.
public struct Dependencies {
  private let bundles: BundleSet

  public init(_ bundles: BundleSet) { self.bundles = bundles }

  /// One library, as often as it is spelled differently.
  public struct Resolved: Sendable {
    /// As the module lists it, or `domain/mrn` where another library brought it.
    public var spelling: String
    public var place: BundleSet.Place
  }

  /// Why libraries cannot be found.
  public struct Failure: Error, Sendable, CustomStringConvertible {
    public var description: String
    public var position: SourcePosition?
    var isCycle = false

    public init(description: String, position: SourcePosition?) {
      self.description = description
      self.position = position
    }

    init(description: String, position: SourcePosition?, isCycle: Bool) {
      self.init(description: description, position: position)
      self.isCycle = isCycle
    }
  }

  /// The libraries that `list` needs, each followed by what it needs itself; of equal spellings the first.
  ///
  /// The order, and a library's appearance under two spellings, enter the policy's fingerprint.
  public func resolve(_ list: [Positioned<String>], in domain: Int) throws(Failure) -> [Resolved] {
    var result: [Resolved] = []
    var seen: Set<String> = []
    var path: [BundleSet.Place] = []
    for dependency in list {
      try add(dependency, from: domain, spelling: dependency.value, &result, &seen, &path)
    }
    return result
  }

  private func add(
    _ dependency: Positioned<String>, from domain: Int, spelling: String, _ result: inout [Resolved],
    _ seen: inout Set<String>, _ path: inout [BundleSet.Place]
  ) throws(Failure) {
    let place: BundleSet.Place
    do throws(Reference.Failure) {
      place = try bundles.resolve(dependency.value, .library, from: domain)
    } catch {
      let words = Self.message(error, from: bundles.domains[domain].name.value)
      throw Failure(
        description: "failed to resolve dependency '\(dependency.value)': \(words)", position: dependency.position)
    }
    if let start = path.firstIndex(of: place) {
      throw Failure(description: cycle(Array(path[start...])), position: dependency.position, isCycle: true)
    }
    guard seen.insert(spelling).inserted else { return }
    result.append(Resolved(spelling: spelling, place: place))
    path.append(place)
    for next in bundles.library(place).dependencies {
      let qualified = next.value.contains("/") ? next.value : qualifiedName(next.value, place.domain)
      try add(next, from: place.domain, spelling: qualified, &result, &seen, &path)
    }
    path.removeLast()
  }

  private func qualifiedName(_ id: String, _ domain: Int) -> String { "\(bundles.domains[domain].name.value)/\(id)" }

  /// The words of the reference's resolver, which are not those of its validation.
  static func message(_ failure: Reference.Failure, from source: String) -> String {
    switch failure {
    case .notFound(_, let id, let domain): "library '\(id)' not found in domain '\(domain)'"
    case .domainMissing(let domain): "domain '\(domain)' not found"
    default: failure.message(from: source)
    }
  }

  private func cycle(_ path: [BundleSet.Place]) -> String {
    let names = (path + path.prefix(1)).map {
      qualifiedName(bundles.library($0).mrn.value, $0.domain)
    }
    return "circular dependency detected: " + names.joined(separator: " → ")
  }
}
