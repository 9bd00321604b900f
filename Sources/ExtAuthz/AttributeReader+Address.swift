// Unsafe: reads the messages that protobuf-c decodes.
internal import CEnvoyAuth
internal import Rego

extension AttributeReader {
  /// An address: `Address` holds one member named like its kind, or null. Unlike other members, those of a oneof are
  /// there when they are zero.
  func address(_ message: UnsafePointer<EnvoyAuth__Address>) throws(DecodeError) -> Value {
    let message = message.pointee
    var kind = Value.null
    switch message.address_case {
    case ENVOY_AUTH__ADDRESS__ADDRESS_SOCKET_ADDRESS:
      if let socket = message.socket_address { kind = only(keys.socketAddress, try socketAddress(socket)) }
    case ENVOY_AUTH__ADDRESS__ADDRESS_PIPE:
      if let pipe = message.pipe?.pointee {
        var builder = ObjectBuilder(arena, capacity: 2)
        append(keys.mode, Int64(pipe.mode), to: &builder)
        try append(keys.path, pipe.path, to: &builder)
        kind = only(keys.pipe, builder.finish())
      }
    case ENVOY_AUTH__ADDRESS__ADDRESS_ENVOY_INTERNAL_ADDRESS:
      if let inner = message.envoy_internal_address { kind = only(keys.internalAddress, try internalAddress(inner)) }
    default: break
    }
    return only(keys.addressOneof, kind)
  }

  private func socketAddress(_ message: UnsafePointer<EnvoyAuth__SocketAddress>) throws(DecodeError) -> Value {
    let message = message.pointee
    var port = Value.null
    switch message.port_specifier_case {
    case ENVOY_AUTH__SOCKET_ADDRESS__PORT_SPECIFIER_PORT_VALUE:
      port = only(keys.portValue, Value(Int64(message.port_value)))
    case ENVOY_AUTH__SOCKET_ADDRESS__PORT_SPECIFIER_NAMED_PORT:
      port = only(keys.namedPort, try text(message.named_port))
    default: break
    }
    var builder = ObjectBuilder(arena, capacity: 5)
    builder.append(keys.portSpecifier, port)
    try append(keys.address, message.address, to: &builder)
    if message.ipv4_compat != 0 { builder.append(keys.ipv4Compat, .true) }
    append(keys.protocol, Int64(message.protocol), to: &builder)
    try append(keys.resolverName, message.resolver_name, to: &builder)
    return builder.finish()
  }

  private func internalAddress(_ message: UnsafePointer<EnvoyAuth__EnvoyInternalAddress>) throws(DecodeError)
    -> Value
  {
    let message = message.pointee
    var name = Value.null
    if message.address_name_specifier_case
      == ENVOY_AUTH__ENVOY_INTERNAL_ADDRESS__ADDRESS_NAME_SPECIFIER_SERVER_LISTENER_NAME
    {
      name = only(keys.serverListenerName, try text(message.server_listener_name))
    }
    var builder = ObjectBuilder(arena, capacity: 2)
    builder.append(keys.addressNameSpecifier, name)
    try append(keys.endpointID, message.endpoint_id, to: &builder)
    return builder.finish()
  }

  private func only(_ key: Value, _ value: Value) -> Value {
    var builder = ObjectBuilder(arena, capacity: 1)
    builder.append(key, value)
    return builder.finish()
  }
}
