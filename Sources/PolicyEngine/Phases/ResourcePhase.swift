import Rego

/// The third phase: the policy of the resource's group must grant.
enum ResourcePhase {
  static func run(_ engine: Engine, _ request: RealisedRequest) -> Bool {
    guard request.resource.groupIndex >= 0 else {
      engine.recordFailure(request.resource.group, .resource, .notFound, "resource group not found")
      return false
    }
    return engine.decide(engine.snapshot.resourceGroups[request.resource.groupIndex], .resource, request)
  }
}
