// Unsafe: reads the bytes of a body in place.

internal import Hummingbird
internal import NIOCore
internal import Rego

/// The body of a request for one decision, as its content type says to read it.
struct PORCBody: Sendable {
  enum Format: Sendable, Equatable {
    case json
    case urlEncoded
    case multipart
    case unreadableXML
  }

  let format: Format
  private let contentType: String
  private let query: String
  private let bytes: ByteBuffer

  /// - Throws: what can be said without reading it: there is none, or nobody reads its type.
  init(_ request: Request, bytes: ByteBuffer) throws(BodyProblem) {
    // A body of length 0 is none, whatever its type; an empty chunked one is read.
    let isChunked = request.headers[.transferEncoding] != nil
    if bytes.readableBytes == 0, !isChunked { throw .notAnObject }
    contentType = request.headers[.contentType] ?? ""
    switch MediaType.name(of: contentType) {
    case "application/json": format = .json
    case "application/x-www-form-urlencoded": format = .urlEncoded
    case "multipart/form-data": format = .multipart
    case "application/xml", "text/xml": format = .unreadableXML
    default: throw .unsupportedType
    }
    query = request.uri.query ?? ""
    self.bytes = bytes
  }

  var byteCount: Int { bytes.readableBytes }

  /// The PORC, built in `arena`.
  func read(into arena: Arena) throws(BodyProblem) -> Value {
    let result: Result<Value, BodyProblem> = bytes.withUnsafeReadableBytes { raw in
      let bytes = raw.bindMemory(to: UInt8.self)
      return Result { () throws(BodyProblem) in
        switch format {
        case .json: try JSONBody.readObject(bytes, into: arena)
        case .urlEncoded: try FormBody.readURLEncoded(bytes, query: query, into: arena)
        case .multipart: try FormBody.readMultipart(bytes, contentType: contentType, query: query, into: arena)
        case .unreadableXML:
          // Where there is no element at all, the original finds the end.
          let isXML = bytes.contains(UInt8(ascii: "<"))
          throw .malformed(isXML ? "a PORC cannot be read from XML; send it as `application/json`" : "EOF")
        }
      }
    }
    return try result.get()
  }
}
