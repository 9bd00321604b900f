/// A module of a bundle as a policy library of a PolicyDomain.
public struct DomainLibrary: Sendable {
  /// Its path in the bundle without `.rego`, with dots between folders: `/` parts domains from what is in them. No two
  /// libraries of a bundle have one name.
  public let name: String
  /// The names of the libraries whose functions it calls, which it depends on, for each library compiles by itself.
  public internal(set) var dependencies: [String]
  /// Rego that a PolicyDomain loads without being told a version of the language.
  public let rego: String
}
