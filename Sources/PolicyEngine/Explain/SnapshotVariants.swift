import PolicyDomain
import Rego

/// Engines over the policies of a snapshot with other routes for one request.
final class SnapshotVariants {
  private let snapshot: PolicySnapshot
  private let options: EngineOptions
  private let environment: EngineEnvironment
  private let operation: String
  private let resource: String
  /// Annotations of the resource as they are, JSON.
  private let annotations: Document
  private let group: Int
  private let cancellation: Cancellation?
  private var engines: [Routes: Engine] = [:]

  /// What differs.
  struct Routes: Hashable {
    var operationPolicy: Int?
    var resourceGroup: Int?
    /// Names with JSON.
    var resourceAnnotations: [String: String] = [:]

    init(_ changes: [RequestChange]) {
      for change in changes {
        switch change.edit {
        case .operationPolicy(let policy): operationPolicy = policy
        case .resourceGroup(let group): resourceGroup = group
        case .resourceAnnotation(let name, let value): resourceAnnotations[name] = value
        case .append, .set, .remove: continue
        }
      }
    }

    var hasResource: Bool { resourceGroup != nil || !resourceAnnotations.isEmpty }
    var isPlain: Bool { operationPolicy == nil && !hasResource }
  }

  /// Engines that are kept: each has memory of its own.
  private static let enginesMax = 32

  /// - Parameter engine: has just decided about the request as it is.
  init(
    _ snapshot: PolicySnapshot, _ options: EngineOptions, _ environment: EngineEnvironment,
    decidedBy engine: Engine, cancellation: Cancellation?
  ) {
    self.snapshot = snapshot
    self.options = options
    self.environment = environment
    self.cancellation = cancellation
    let record = engine.state.pointee.record
    operation = record.operation.string ?? ""
    resource = record.resource.string ?? ""
    let realised = record.porc["resource"]
    annotations = Document(copying: realised["annotations"].tag == .object ? realised["annotations"] : .null)
    group = realised["group"].tag == .string ? snapshot.resourceGroups.find(realised["group"]) : -1
  }

  func engine(_ routes: Routes) -> Engine {
    if let known = engines[routes] { return known }
    if engines.count >= Self.enginesMax { engines.removeAll() }
    let made = Engine(routes.isPlain ? snapshot : variant(routes), options: options, environment: environment)
    made.evaluator.cancellation = cancellation
    engines[routes] = made
    return made
  }

  // MARK: Tables

  private func variant(_ routes: Routes) -> PolicySnapshot {
    let symbols = SymbolTable(parent: snapshot.symbols)
    var operations: OperationRoutes?
    if let policy = routes.operationPolicy {
      operations = OperationRoutes(
        selectors: SelectorIndex([Self.selectors(operation)], in: symbols), policies: [.policy(policy)])
    }
    var resources: ResourceRoutes?
    if routes.hasResource {
      resources = ResourceRoutes(
        selectors: SelectorIndex([Self.selectors(resource)], in: symbols), entries: [entry(routes, symbols)])
    }
    return PolicySnapshot(snapshot, operations: operations, resources: resources, in: symbols)
  }

  private func entry(_ routes: Routes, _ symbols: SymbolTable) -> ResourceEntry {
    let index = routes.resourceGroup ?? group
    var top = ObjectBuilder(symbols.arena)
    if routes.resourceGroup == nil {
      for (name, value) in annotations.value.pairs { top.set(symbols.adopt(name), symbols.adopt(value)) }
    }
    for (name, json) in routes.resourceAnnotations {
      guard let value = try? Document(json: json) else { continue }
      top.set(symbols.intern(name), value.withValue { symbols.adopt($0) })
    }
    var merged = AnnotationAccumulator(symbols.arena, top: top.finish())
    if routes.resourceGroup != nil, index >= 0 { merged.addBelow(snapshot.resourceGroups[index].annotations) }
    let object = merged.finish()
    return ResourceEntry(
      group: index < 0 ? snapshot.names.empty : snapshot.resourceGroups[index].mrn, groupIndex: index,
      annotations: object.count == 0 ? .undefined : symbols.adopt(object),
      unrepresentable: merged.unrepresentableName(in: object))
  }

  /// A pattern that picks exactly this text.
  static func pattern(_ text: String) -> String {
    text.map { "\\.+*?()|[]{}^$".contains($0) ? "\\\($0)" : String($0) }.joined()
  }

  private static func selectors(_ text: String) -> [Selector] {
    let place = SourcePosition(file: "")
    return (try? Selector(Positioned(pattern(text), at: place))).map { [$0] } ?? []
  }

  // MARK: Words

  /// The entries to put in front of the domain's, as JSON; nil when there are none.
  func entries(_ routes: Routes) -> String? {
    guard !routes.isPlain else { return nil }
    return Document { arena in
      var sections = ObjectBuilder(arena)
      if let policy = routes.operationPolicy {
        var entry = self.entry("explained", operation, arena)
        entry.set("policy", arena.string(snapshot.policies[policy].mrn.string ?? ""))
        sections.set("operations", arena.array([entry.finish()]))
      }
      if routes.hasResource {
        var entry = self.entry("explained", resource, arena)
        let index = routes.resourceGroup ?? group
        entry.set("group", arena.string(index < 0 ? "" : snapshot.resourceGroups[index].mrn.string ?? ""))
        if !routes.resourceAnnotations.isEmpty {
          entry.set("annotations", annotationList(routes, arena))
        }
        sections.set("resources", arena.array([entry.finish()]))
      }
      return sections.finish()
    }.json
  }

  private func entry(_ name: String, _ text: String, _ arena: Arena) -> ObjectBuilder {
    var entry = ObjectBuilder(arena)
    entry.set("name", arena.string(name))
    entry.set("selector", arena.array([arena.string(Self.pattern(text))]))
    return entry
  }

  private func annotationList(_ routes: Routes, _ arena: Arena) -> Value {
    arena.array(
      routes.resourceAnnotations.sorted { $0.key < $1.key }.map { name, json in
        var annotation = ObjectBuilder(arena)
        annotation.set("name", arena.string(name))
        var json = json
        annotation.set("value", json.withUTF8 { try? JSONReader.read($0, into: arena) } ?? .null)
        return annotation.finish()
      })
  }
}
