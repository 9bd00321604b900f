import PolicyDomain

/// Something that is wrong with a setting: where it stands, what was found, and what is allowed.
struct SettingFinding: Sendable, Equatable {
  enum Severity: String, Sendable {
    /// Something that was meant to be set is not.
    case error
    /// Something has another effect than its reader may think.
    case warning
  }

  enum Place: Sendable, Equatable, CustomStringConvertible {
    case file(SourcePosition)
    case variable(String)

    var description: String {
      switch self {
      case .file(let position): "\(position)"
      case .variable(let name): name
      }
    }
  }

  var severity: Severity
  var place: Place
  var message: String
  /// What to do about it.
  var remedy: String?
  /// A wrong value of a flag. The command that takes the flag ends with it, so that others need not say it.
  var isOfFlag = false
  /// What a log says, where the original says it in these words.
  var logMessage: String?

  init(
    _ severity: Severity, _ message: String, at place: Place, remedy: String? = nil, logMessage: String? = nil
  ) {
    self.severity = severity
    self.place = place
    self.message = message
    self.remedy = remedy
    self.logMessage = logMessage
  }

  /// What, and what to do, without the place.
  var text: String { message + (remedy.map { "; \($0)" } ?? "") }
}
