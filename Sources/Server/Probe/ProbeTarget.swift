/// Whose health is asked for, and how.
package enum ProbeTarget: Sendable, Equatable, CustomStringConvertible {
  /// gRPC's health service. A TCP address has a host.
  case grpc(ListenAddress)
  /// A page that answers 200 while all is well.
  case http(host: String, port: Int, path: String)

  /// As messages name it.
  package var description: String {
    switch self {
    case .grpc(let address): "\(address)"
    case .http(let host, let port, let path): "http://\(AdminPlace.text(host: host, port: port))\(path)"
    }
  }
}
