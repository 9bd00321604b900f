package import Rego

/// What Envoy asks, as policies see it.
package struct CheckRequest {
  /// The attributes in the shape of the mapper's input, in the arena they were decoded into; null when the message
  /// carries none.
  package let attributes: Value
  /// Why the request must be denied before any policy sees it, or nil. The attributes are there all the same, for the
  /// record.
  package let refusal: RequestRefusal?
}

/// A request that no policy can judge safely: what it says could be read in more than one way.
package enum RequestRefusal: Sendable, Equatable {
  /// A part of the request's HTTP attributes.
  package enum Part: String, Sendable {
    case method, path, host, scheme, query, fragment, `protocol`, id
    case headerName = "name of a header"
    case headerValue = "value of a header"
  }

  /// A NUL or another control character, which HTTP has no place for.
  case controlCharacter(Part)
  /// A `%` in the path that two hexadecimal digits do not follow.
  case badPercentEscape
  /// `%00` in the path.
  case escapedNUL
  case metadataTooDeep
  /// A NaN or an infinity in the metadata.
  case metadataNotFinite

  /// Metadata that nests deeper than this is refused.
  package static let metadataDepthMax = 64

  /// The reason for records and logs. It quotes nothing of the request.
  package var reason: String {
    switch self {
    case .controlCharacter(let part): "malformed request: the \(part.rawValue) contains a control character"
    case .badPercentEscape: "malformed request: the path contains an incomplete percent escape"
    case .escapedNUL: "malformed request: the path contains an escaped NUL"
    case .metadataTooDeep:
      "malformed request: the metadata is nested deeper than \(Self.metadataDepthMax) levels"
    case .metadataNotFinite: "malformed request: the metadata contains a number that is not finite"
    }
  }
}

/// Why a message could not be decoded. Only a peer that is no Envoy can cause one.
package enum DecodeError: Error, Equatable {
  /// No CheckRequest, or text that is not UTF-8.
  case malformed
  /// Decoded it needs more memory than a decision may have.
  case tooLarge

  package var reason: String {
    switch self {
    case .malformed: "malformed CheckRequest"
    case .tooLarge: "the CheckRequest needs more memory than a decision may have, see `--max-memory`"
    }
  }
}
