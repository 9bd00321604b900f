import PolicyDomain
import Rego

/// What the Rego of a domain reads of CheckRequests: its mappers, and policies as far as a mapper passes parts of the
/// request on in the PORC's context.
struct DomainReads {
  private let version: RegoVersion

  init(version: RegoVersion) { self.version = version }

  func reads(of domain: Domain) -> [AttributeRead] {
    var reads: [AttributeRead] = []
    var passed: [([String], AttributePath)] = []
    for mapper in domain.mappers {
      guard let module = parse(mapper.rego) else { continue }
      let title = "mapper `\(mapper.name?.value ?? mapper.mrn?.value ?? "")`"
      reads += AttributeReader.reads(of: module).map { read($0.path, at: $0.location, mapper.rego, title) }
      passed += AttributeReader.origin(ofRule: "porc", "context", in: module)
    }
    guard !passed.isEmpty else { return reads }
    for (kind, modules) in [("policy", domain.policies), ("library", domain.libraries)] {
      for policy in modules {
        guard let module = parse(policy.rego) else { continue }
        reads += AttributeReader.reads(of: module).flatMap { path, location in
          Self.unpacked(path, passed).map { read($0, at: location, policy.rego, "\(kind) `\(policy.mrn.value)`") }
        }
      }
    }
    return reads
  }

  private func parse(_ snippet: RegoSnippet) -> Module? { try? Parser.module(snippet.source, version: version) }

  private func read(
    _ path: AttributePath, at location: Location, _ snippet: RegoSnippet, _ title: String
  ) -> AttributeRead {
    AttributeRead(
      path: path.respelled, written: path, place: RegoPlace(position: Self.place(location, in: snippet), module: title))
  }

  /// The way of the snippet looks at the whole text for each place, and a mapper may read very much.
  private static func place(_ location: Location, in snippet: RegoSnippet) -> SourcePosition {
    guard case .block(let file, let firstLine, let indent) = snippet.placement else {
      return snippet.position(row: location.row, column: location.column)
    }
    return SourcePosition(file: file, line: firstLine + location.row - 1, column: location.column + indent)
  }

  /// The parts of the request behind `input.context.…`.
  private static func unpacked(_ path: AttributePath, _ passed: [([String], AttributePath)]) -> [AttributePath] {
    guard path.steps.first == .name("context") else { return [] }
    let steps = path.steps.dropFirst()
    return passed.compactMap { keys, origin in
      guard steps.count > keys.count, zip(steps, keys).allSatisfy({ $0 == .name($1) }) else { return nil }
      return AttributePath(origin.steps + steps.dropFirst(keys.count))
    }
  }
}
