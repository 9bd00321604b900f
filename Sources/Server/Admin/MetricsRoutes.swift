internal import Hummingbird

/// `/metrics`: counts for Prometheus.
struct MetricsRoutes {
  let status: ServiceStatus
  let reloader: PolicyReloader
  let records: RecordCounter
  let version: String

  func add(to router: Router<BasicRequestContext>) {
    router.get("/metrics") { _, _ in
      Response.text(page().utf8, type: "text/plain; version=0.0.4; charset=utf-8")
    }
  }

  private func page() -> String {
    let view = reloader.health.view
    var page = MetricsPage()
    page.add("mpe_build_info", .gauge, "The program that answers.", [("version", version)], "1")
    page.add("mpe_ready", .gauge, "Whether requests are decided.", [], status.phase == .ready ? "1" : "0")
    page.add(
      "mpe_policy_info", .gauge, "The policies in force, as records name them in metadata.snapshot.",
      [("snapshot", view.inForce.fingerprint)], "1")
    page.add(
      "mpe_policy_loaded_timestamp_seconds", .gauge, "When they came into force.", [],
      "\(Double(view.inForce.loadedNanoseconds / 1_000_000) / 1000)")
    page.add(
      "mpe_policy_last_reload_successful", .gauge, "Whether what lies in the bundles is what is in force.", [],
      view.failure == nil ? "1" : "0")
    let results = [("changed", view.changedCount), ("unchanged", view.unchangedCount), ("failed", view.failedCount)]
    for (result, count) in results {
      page.add(
        "mpe_policy_reloads_total", .counter, "Reloads since the start.", [("result", result)], "\(count)")
    }
    for (result, count) in [("taken", records.takenCount), ("refused", records.refusedCount)] {
      page.add(
        "mpe_access_records_total", .counter, "AccessRecords since the start, one for each decision that leaves one.",
        [("result", result)], "\(count)")
    }
    return page.text
  }
}

/// Prometheus's text format.
struct MetricsPage {
  enum Kind: String {
    case counter
    case gauge
  }

  private(set) var text = ""
  private var lastName = ""

  /// One sample; those of one name must follow each other.
  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ labels: [(String, String)], _ value: String) {
    if name != lastName { text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n" }
    lastName = name
    let list = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
    text += list.isEmpty ? "\(name) \(value)\n" : "\(name){\(list)} \(value)\n"
  }

  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
