/// Why a place for records cannot be used.
public struct AuditStoreError: Error, Sendable, CustomStringConvertible {
  public let message: String

  init(_ message: String) { self.message = message }

  public var description: String { message }
}
