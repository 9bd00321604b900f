/// A reference to an entity: `id`, or `domain/id`.
public struct Reference: Sendable, Hashable {
  /// The other domain, or nil for the referring one.
  public var domain: String?
  public var id: String

  /// Why a reference leads nowhere.
  public enum Failure: Error, Sendable, Equatable {
    case empty
    /// One side of the `/` is empty.
    case malformed(String)
    case domainMissing(String)
    case notFound(DomainEntity.Kind, id: String, domain: String)

    /// The words of the reference's validation.
    /// - Parameter source: the referring domain.
    func message(from source: String) -> String {
      switch self {
      case .empty: "empty reference"
      case .malformed(let text): "invalid qualified reference format '\(text)', expected 'domain/id'"
      case .domainMissing(let target): "domain '\(source)' contains undefined references to domain '\(target)'"
      case .notFound(let kind, let id, let domain):
        "\(kind.rawValue) reference '\(id)' not found in domain '\(domain)'"
      }
    }

    var remedy: String? {
      switch self {
      case .empty: nil
      case .malformed: "write `domain/id`, or `id` for this domain"
      case .domainMissing(let target): "load the bundle of domain '\(target)' too"
      case .notFound(let kind, _, _): "define the \(kind.rawValue), or correct the reference"
      }
    }
  }

  /// Splits at the first `/`, so that an MRN with a `/` in it reads as qualified.
  public init(_ text: String) throws(Failure) {
    guard !text.isEmpty else { throw .empty }
    guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else {
      domain = nil
      id = text
      return
    }
    let (left, right) = (text[..<slash], text[text.index(after: slash)...])
    guard !left.isEmpty, !right.isEmpty else { throw .malformed(text) }
    domain = String(left)
    id = String(right)
  }
}
