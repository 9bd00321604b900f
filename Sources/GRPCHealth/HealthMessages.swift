// Unsafe: reads and writes the messages of protobuf-c; no pointer outlives its call.
internal import CGRPCHealth
internal import CProtobufC

/// The messages of gRPC's health service on the wire.
package enum HealthMessages {
  /// The longest message that is read. Real ones have some dozens of bytes, and a decoded message of very many
  /// unknown fields takes many times its length.
  package static let bytesMax = 4 << 10

  /// The service that a HealthCheckRequest asks about, as bytes that need not be UTF-8; nil when it is no such message.
  package static func service(ofRequest message: RawSpan) -> [UInt8]? {
    guard message.byteCount <= bytesMax else { return nil }
    let unpacked = message.withUnsafeBytes {
      grpc_health__health_check_request__unpack(nil, $0.count, $0.baseAddress?.assumingMemoryBound(to: UInt8.self))
    }
    guard let unpacked else { return nil }
    defer { grpc_health__health_check_request__free_unpacked(unpacked, nil) }
    return Array(UnsafeBufferPointer(start: unpacked.pointee.service.data, count: unpacked.pointee.service.len))
  }

  /// The number of the state in a HealthCheckResponse, also one that ``HealthState`` does not know; nil when it is no
  /// such message.
  package static func state(ofResponse message: RawSpan) -> Int32? {
    guard message.byteCount <= bytesMax else { return nil }
    let unpacked = message.withUnsafeBytes {
      grpc_health__health_check_response__unpack(nil, $0.count, $0.baseAddress?.assumingMemoryBound(to: UInt8.self))
    }
    guard let unpacked else { return nil }
    defer { grpc_health__health_check_response__free_unpacked(unpacked, nil) }
    return unpacked.pointee.status
  }

  /// A HealthCheckRequest.
  package static func request(service: String) -> [UInt8] {
    var message = GrpcHealth__HealthCheckRequest()
    grpc_health__health_check_request__init(&message)
    var name = Array(service.utf8)
    return name.withUnsafeMutableBufferPointer { name in
      message.service = ProtobufCBinaryData(len: name.count, data: name.baseAddress)
      return packed(size: grpc_health__health_check_request__get_packed_size(&message)) {
        grpc_health__health_check_request__pack(&message, $0)
      }
    }
  }

  /// A HealthCheckResponse.
  package static func response(_ state: HealthState) -> [UInt8] {
    var message = GrpcHealth__HealthCheckResponse()
    grpc_health__health_check_response__init(&message)
    message.status = state.rawValue
    return packed(size: grpc_health__health_check_response__get_packed_size(&message)) {
      grpc_health__health_check_response__pack(&message, $0)
    }
  }

  private static func packed(size: Int, _ pack: (UnsafeMutablePointer<UInt8>?) -> Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: size) { buffer, count in count = pack(buffer.baseAddress) }
  }
}
