/// The status codes of gRPC that this server sends.
package enum GRPCStatus: Int, Sendable {
  case ok = 0
  case cancelled = 1
  case unknown = 2
  case invalidArgument = 3
  case deadlineExceeded = 4
  case notFound = 5
  case resourceExhausted = 8
  case unimplemented = 12
  case `internal` = 13
  case unavailable = 14

  /// The code in decimal, immortal, as a header's value needs it.
  var text: StaticString {
    switch self {
    case .ok: "0"
    case .cancelled: "1"
    case .unknown: "2"
    case .invalidArgument: "3"
    case .deadlineExceeded: "4"
    case .notFound: "5"
    case .resourceExhausted: "8"
    case .unimplemented: "12"
    case .internal: "13"
    case .unavailable: "14"
    }
  }
}

/// An answer that is not a message: a gRPC status with a text, under an HTTP status other than 200 where the request
/// was not gRPC at all.
struct Refusal {
  enum Transport {
    case grpc
    case methodNotAllowed
    case unsupportedMediaType
  }

  var status: GRPCStatus
  var message: String
  var transport = Transport.grpc
  /// Names the only encoding that we take.
  var offersEncodings = false
}

extension Refusal {
  static var unknownMethod: Refusal { Refusal(status: .unimplemented, message: "unknown method") }
  static var notPost: Refusal {
    Refusal(status: .internal, message: "a gRPC call is a POST request", transport: .methodNotAllowed)
  }
  static var notGRPC: Refusal {
    Refusal(
      status: .invalidArgument, message: "the content type of a gRPC call is `application/grpc`",
      transport: .unsupportedMediaType)
  }
  static var compressed: Refusal {
    Refusal(status: .unimplemented, message: "compressed messages are not supported", offersEncodings: true)
  }
  static var badTimeout: Refusal { Refusal(status: .invalidArgument, message: "malformed grpc-timeout") }
  static var badFraming: Refusal { Refusal(status: .invalidArgument, message: "malformed message framing") }
  static var noMessage: Refusal { Refusal(status: .invalidArgument, message: "the call carries no message") }
  static var truncated: Refusal {
    Refusal(status: .invalidArgument, message: "the message is shorter than its length prefix")
  }
  static var severalMessages: Refusal {
    Refusal(status: .invalidArgument, message: "a unary call carries one message")
  }
  static var headersTooLarge: Refusal {
    Refusal(status: .resourceExhausted, message: "the header block is larger than the limit")
  }
  static var connectionFull: Refusal {
    Refusal(status: .resourceExhausted, message: "the connection holds too many bytes of incomplete messages")
  }
  static func messageTooLarge(_ bytes: Int, limit: Int) -> Refusal {
    Refusal(
      status: .resourceExhausted, message: "the message of \(bytes) bytes is larger than the limit of \(limit) bytes")
  }
}
