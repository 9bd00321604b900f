internal import PolicyEngine

/// The decision point of one thread, and what the protocols build on it. Used by one thread at a time.
final class DecisionWorker {
  let point: DecisionPoint
  private var services: [ObjectIdentifier: AnyObject] = [:]

  init(_ point: DecisionPoint) { self.point = point }

  /// What a protocol built on the decision point, made at its first use.
  func service<Service: AnyObject>(_ make: (DecisionPoint) -> Service) -> Service {
    let key = ObjectIdentifier(Service.self)
    if let service = services[key] { return unsafeDowncast(service, to: Service.self) }
    let service = make(point)
    services[key] = service
    return service
  }
}
