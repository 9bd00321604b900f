#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Why a place for records cannot be used.
package struct AuditStoreError: Error, Sendable, CustomStringConvertible {
  package enum Code: Sendable {
    case unknownDestination
    case cannotOpen
    /// The system has no thread for the writer.
    case noThread
  }

  package let code: Code
  package let message: String

  package var description: String { message }
}

/// The system's words for error numbers, as messages have them.
enum ErrorText {
  static func of(_ number: Int32) -> String {
    let words = String(cString: strerror(number))
    return words.prefix(1).lowercased() + words.dropFirst()
  }
}
