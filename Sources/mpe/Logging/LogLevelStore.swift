import Logging
import Synchronization

/// The levels in force. Every logger reads them when it is asked to log, so that they can change while the process runs.
final class LogLevelStore: Sendable {
  /// The level of one module, read without a lock: it is asked for at each message.
  final class ModuleLevel: Sendable {
    private let rank: Atomic<Int>

    fileprivate init(_ level: Logger.Level) { rank = Atomic(Self.rank(of: level)) }

    var value: Logger.Level { Logger.Level.allCases[rank.load(ordering: .relaxed)] }

    fileprivate func set(_ level: Logger.Level) { rank.store(Self.rank(of: level), ordering: .relaxed) }

    private static func rank(of level: Logger.Level) -> Int { Logger.Level.allCases.firstIndex(of: level) ?? 0 }
  }

  private struct State {
    var levels: LogLevels
    var modules: [String: ModuleLevel] = [:]
  }

  private let state: Mutex<State>

  init(_ levels: LogLevels) { state = Mutex(State(levels: levels)) }

  /// What holds now.
  var levels: LogLevels { state.withLock { $0.levels } }

  /// Lets other levels hold from the next message on, for loggers that there are already, too.
  func replace(by levels: LogLevels) { update { $0 = levels } }

  /// The same for the modules that a text names; the levels of others stay.
  func change(by text: String) { update { $0.change(by: text) } }

  private func update(_ change: (inout LogLevels) -> Void) {
    state.withLock { state in
      change(&state.levels)
      for (module, level) in state.modules { level.set(state.levels.level(of: module)) }
    }
  }

  /// The level of a module, which follows what is set later.
  func level(of module: String) -> ModuleLevel {
    state.withLock { state in
      if let known = state.modules[module] { return known }
      let level = ModuleLevel(state.levels.level(of: module))
      state.modules[module] = level
      return level
    }
  }
}
