internal import Rego

/// The member names of a policy's input, made once a policy snapshot. Names that the policies use are the snapshot's
/// own strings, so that finding one is comparing pointers.
final class AttributeKeys {
  private let arena: Arena

  // Attributes.
  let contextExtensions, destination, metadataContext, request, routeMetadataContext, source, tlsSession: Value
  // Peers.
  let address, certificate, labels, principal, service: Value
  // Addresses: the names of the Go types that hold a oneof, as the original's encoding shows them.
  let addressOneof, socketAddress, pipe, internalAddress: Value
  let portSpecifier, portValue, namedPort, ipv4Compat, `protocol`, resolverName: Value
  let mode, path, addressNameSpecifier, serverListenerName, endpointID: Value
  // Requests.
  let http, time, nanos, seconds: Value
  let body, fragment, headerMap, headers, host, id, method, query, rawBody, scheme, size: Value
  let key, value, rawValue: Value
  // Metadata and TLS.
  let filterMetadata, typedFilterMetadata, typeURL, sni: Value

  init(symbols: SymbolTable?) {
    let arena = Arena(symbols: symbols, bytesKept: .max)
    self.arena = arena
    func name(_ text: StaticString) -> Value { arena.string(text) }
    contextExtensions = name("context_extensions")
    destination = name("destination")
    metadataContext = name("metadata_context")
    request = name("request")
    routeMetadataContext = name("route_metadata_context")
    source = name("source")
    tlsSession = name("tls_session")
    address = name("address")
    certificate = name("certificate")
    labels = name("labels")
    principal = name("principal")
    service = name("service")
    addressOneof = name("Address")
    socketAddress = name("SocketAddress")
    pipe = name("Pipe")
    internalAddress = name("EnvoyInternalAddress")
    portSpecifier = name("PortSpecifier")
    portValue = name("PortValue")
    namedPort = name("NamedPort")
    ipv4Compat = name("ipv4_compat")
    `protocol` = name("protocol")
    resolverName = name("resolver_name")
    mode = name("mode")
    path = name("path")
    addressNameSpecifier = name("AddressNameSpecifier")
    serverListenerName = name("ServerListenerName")
    endpointID = name("endpoint_id")
    http = name("http")
    time = name("time")
    nanos = name("nanos")
    seconds = name("seconds")
    body = name("body")
    fragment = name("fragment")
    headerMap = name("header_map")
    headers = name("headers")
    host = name("host")
    id = name("id")
    method = name("method")
    query = name("query")
    rawBody = name("raw_body")
    scheme = name("scheme")
    size = name("size")
    key = name("key")
    value = name("value")
    rawValue = name("raw_value")
    filterMetadata = name("filter_metadata")
    typedFilterMetadata = name("typed_filter_metadata")
    typeURL = name("type_url")
    sni = name("sni")
    arena.freeze()
  }
}
