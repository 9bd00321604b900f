internal import Hummingbird

/// What the admin listener shows and does.
package struct AdminPages: Sendable {
  let status: ServiceStatus
  let reloader: PolicyReloader
  let levels: LogLevelControl
  let records: RecordCounter
  let version: String

  /// - Parameter version: of this program, for metrics.
  package init(
    status: ServiceStatus, reloader: PolicyReloader, levels: LogLevelControl, records: RecordCounter, version: String
  ) {
    self.status = status
    self.reloader = reloader
    self.levels = levels
    self.records = records
    self.version = version
  }

  /// All routes.
  var responder: some HTTPResponder<BasicRequestContext> {
    let router = Router()
    HealthRoutes(status: status, reloader: reloader).add(to: router)
    MetricsRoutes(status: status, reloader: reloader, records: records, version: version).add(to: router)
    ReloadRoutes(reloader: reloader).add(to: router)
    LogLevelRoutes(levels: levels).add(to: router)
    return AllowedMethods(router)
  }
}

/// Reads and changes which messages are logged, as `module:level` items with `;` between them.
package struct LogLevelControl: Sendable {
  let levels: @Sendable () -> String
  let change: @Sendable (String) -> String?

  /// - Parameters:
  ///   - levels: those in force.
  ///   - change: puts some in force, and leaves those of other modules; what is wrong with the text, or nil.
  package init(levels: @escaping @Sendable () -> String, change: @escaping @Sendable (String) -> String?) {
    self.levels = levels
    self.change = change
  }
}
