// Unsafe: reads a response by protobuf-c.
import CEnvoyAuth
import CProtobufC

/// A CheckResponse as a client sees it, decoded by other code than encoded it.
struct DecodedResponse: Equatable {
  enum Kind { case none, ok, denied, error }

  var hasStatus = false
  var code: Int32 = 0
  var kind = Kind.none
  var httpStatus: Int32 = 0
  var headers: [String: String] = [:]
  var body = ""

  /// What Envoy does with it.
  var allows: Bool { code == 0 }

  init?(_ bytes: UnsafeRawBufferPointer) {
    guard
      let message = envoy_auth__check_response__unpack(
        nil, bytes.count, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    else { return nil }
    defer { envoy_auth__check_response__free_unpacked(message, nil) }
    hasStatus = message.pointee.status != nil
    code = message.pointee.status?.pointee.code ?? 0
    switch message.pointee.http_response_case {
    case ENVOY_AUTH__CHECK_RESPONSE__HTTP_RESPONSE_OK_RESPONSE:
      kind = .ok
      read(message.pointee.ok_response.pointee.headers, message.pointee.ok_response.pointee.n_headers)
    case ENVOY_AUTH__CHECK_RESPONSE__HTTP_RESPONSE_DENIED_RESPONSE:
      kind = .denied
      read(message.pointee.denied_response.pointee)
    case ENVOY_AUTH__CHECK_RESPONSE__HTTP_RESPONSE_ERROR_RESPONSE:
      kind = .error
      read(message.pointee.error_response.pointee)
    default: break
    }
  }

  private mutating func read(_ response: EnvoyAuth__DeniedHttpResponse) {
    httpStatus = response.status?.pointee.code ?? 0
    body = Self.text(response.body)
    read(response.headers, response.n_headers)
  }

  private mutating func read(
    _ list: UnsafeMutablePointer<UnsafeMutablePointer<EnvoyAuth__HeaderValueOption>?>?, _ count: Int
  ) {
    for index in 0..<count {
      guard let header = list?[index]?.pointee.header?.pointee else { continue }
      headers[Self.text(header.key)] = Self.text(header.value)
    }
  }

  private static func text(_ data: ProtobufCBinaryData) -> String {
    String(decoding: UnsafeBufferPointer(start: data.data, count: data.data == nil ? 0 : data.len), as: UTF8.self)
  }
}
