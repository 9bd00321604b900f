/// Why a connection cannot go on. What is pending should still be written: it tells the peer.
package struct SessionError: Error, CustomStringConvertible {
  package enum Code: Sendable {
    /// The first bytes are not HTTP/2.
    case notHTTP2
    /// The peer sends faster than it reads, or more control frames than sense.
    case flooded
    /// The peer broke the protocol.
    case protocolViolation
    case outOfMemory
  }

  package let code: Code
  package let message: String

  package var description: String { message }
}
