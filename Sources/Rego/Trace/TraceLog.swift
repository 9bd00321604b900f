/// Keeps the events of an evaluation, and prints them as the reference does.
public final class TraceLog: EvaluationObserver {
  /// Which events are printed.
  public enum Selection: String, Sendable, CaseIterable {
    /// All but unifications.
    case full
    /// What `trace` said, and the queries around it.
    case notes
    /// Expressions without a solution, and the queries around them.
    case fails
    /// All of them.
    case debug
  }

  public private(set) var events: [TraceEvent] = []
  public let wantsUnifications: Bool
  /// Events beyond these are dropped.
  public let eventCountMax: Int

  public init(wantsUnifications: Bool = false, eventCountMax: Int = 1_000_000) {
    self.wantsUnifications = wantsUnifications
    self.eventCountMax = eventCountMax
  }

  public func observe(_ event: TraceEvent) {
    if events.count < eventCountMax { events.append(event) }
  }

  /// One line an event: its place, bars for how deep it is, what happens and to what.
  public func text(_ selection: Selection = .full, withLocations: Bool = true) -> String {
    let chosen =
      switch selection {
      case .full: events.filter { $0.operation != .unify }
      case .debug: events
      case .notes: TraceLog.lineage(events) { $0.operation == .note }
      case .fails: TraceLog.lineage(events) { $0.operation == .fail }
      }
    var depths: [Int: Int] = [:]
    var rows: [(place: String, text: String)] = []
    for event in chosen {
      var depth = depths[event.queryID] ?? 0
      if depth == 0 {
        depth = (depths[event.parentID] ?? 0) + 1
        depths[event.queryID] = depth
      }
      rows.append((place(of: event), String(repeating: "| ", count: TraceLog.indent(event, depth)) + line(of: event)))
    }
    guard withLocations else { return rows.map { $0.text + "\n" }.joined() }
    let width = (rows.map(\.place.utf8.count).max() ?? 0) + 4
    return rows.map { row in
      row.place + String(repeating: " ", count: width - row.place.utf8.count + 1) + row.text + "\n"
    }.joined()
  }

  private static func indent(_ event: TraceEvent, _ depth: Int) -> Int {
    switch event.operation {
    case .enter: depth - 1
    case .redo where !event.isExpression: depth - 1
    default: depth
    }
  }

  private func place(of event: TraceEvent) -> String {
    if event.location.row == 0, event.location.source == nil { return "" }
    return "\(event.location.file.isEmpty ? "query" : event.location.file):\(event.location.row)"
  }

  private func line(of event: TraceEvent) -> String {
    if event.operation == .note { return "Note " + event.message.quoted }
    let line = event.operation.rawValue + " " + event.text
    return event.message.isEmpty ? line : line + " " + event.message
  }

  /// The events that `keeps` chooses, each after those that entered the queries it belongs to, if they were not shown
  /// since the last one.
  private static func lineage(_ events: [TraceEvent], _ keeps: (TraceEvent) -> Bool) -> [TraceEvent] {
    var result: [TraceEvent] = []
    var entered: [Int: TraceEvent] = [:]
    for event in events {
      if keeps(event) {
        var path = [event]
        var seen: Set<Int> = []
        var query = event.queryID
        while let current = entered[query], seen.insert(query).inserted {
          path.append(current)
          query = current.parentID
        }
        result += path.reversed()
        entered = [:]
      }
      if event.operation == .enter || event.operation == .redo, event.isRule || event.isBody {
        entered[event.queryID] = event
      }
    }
    return result
  }
}
