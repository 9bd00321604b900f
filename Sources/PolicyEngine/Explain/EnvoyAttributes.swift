public import Rego

/// CheckRequests as Envoy's own JSON writes them (protobuf's JSON mapping), in the shape that mappers read.
///
/// The differences: names are in camel case or as in the messages, 64-bit numbers and enumerations are strings, times
/// are RFC 3339 texts, and a oneof is a member among others.
public struct EnvoyAttributes {
  /// What a document is, told by its members.
  public enum Shape: Sendable {
    /// Principal, operation, resource, context.
    case porc
    /// What mappers read.
    case mapperInput
    /// A CheckRequest in protobuf's JSON.
    case checkRequest
    case unknown

    public init(_ value: Value) {
      func has(_ names: String...) -> Bool { names.contains { !value[$0].isUndefined } }
      if has("attributes") {
        self = .checkRequest
      } else if has("operation", "principal") {
        self = .porc
      } else if has("request", "source", "destination") {
        self = .mapperInput
      } else {
        self = has("resource") ? .porc : .unknown
      }
    }
  }

  private let arena: Arena

  /// The mapper's input for a CheckRequest in JSON.
  public static func mapperInput(ofCheckRequest request: Value, in arena: Arena) -> Value {
    EnvoyAttributes(arena).attributes(request["attributes"])
  }

  private init(_ arena: Arena) { self.arena = arena }

  // MARK: Messages

  private func attributes(_ message: Value) -> Value {
    object {
      for name in ["source", "destination"] { set(name, peer(message[name]), &$0) }
      set("request", request(message["request"]), &$0)
      set("context_extensions", nonempty(message, "context_extensions"), &$0)
      for name in ["metadata_context", "route_metadata_context"] { set(name, metadata(field(message, name)), &$0) }
      let session = field(message, "tls_session")
      if session.kind == .object { $0.set("tls_session", copy(session, ["sni"])) }
    }
  }

  private func peer(_ message: Value) -> Value {
    guard message.kind == .object else { return .undefined }
    return object {
      set("address", address(message["address"]), &$0)
      set("labels", nonempty(message, "labels"), &$0)
      for name in ["certificate", "principal", "service"] { set(name, nonempty(message, name), &$0) }
    }
  }

  private func address(_ message: Value) -> Value {
    guard message.kind == .object else { return .undefined }
    let socket = field(message, "socket_address")
    let pipe = message["pipe"]
    let inner = field(message, "envoy_internal_address")
    if socket.kind == .object { return only("Address", only("SocketAddress", socketAddress(socket))) }
    if pipe.kind == .object {
      return only(
        "Address",
        only(
          "Pipe",
          object {
            set("mode", number(pipe["mode"]), &$0)
            set("path", nonempty(pipe, "path"), &$0)
          }))
    }
    guard inner.kind == .object else { return only("Address", .null) }
    let listener = field(inner, "server_listener_name")
    return only(
      "Address",
      only(
        "EnvoyInternalAddress",
        object {
          $0.set(
            "AddressNameSpecifier", listener.isUndefined ? .null : only("ServerListenerName", listener))
          set("endpoint_id", nonempty(inner, "endpoint_id"), &$0)
        }))
  }

  private func socketAddress(_ message: Value) -> Value {
    object {
      let port = field(message, "port_value")
      let name = field(message, "named_port")
      var specifier = Value.null
      if !port.isUndefined { specifier = only("PortValue", whole(port)) }
      if !name.isUndefined { specifier = only("NamedPort", name) }
      $0.set("PortSpecifier", specifier)
      set("address", nonempty(message, "address"), &$0)
      if field(message, "ipv4_compat") == .true { $0.set("ipv4_compat", .true) }
      let isUDP = message["protocol"].string == "UDP" || message["protocol"].integer == 1
      if isUDP { $0.set("protocol", Value(1)) }
      set("resolver_name", nonempty(message, "resolver_name"), &$0)
    }
  }

  private func request(_ message: Value) -> Value {
    guard message.kind == .object else { return .undefined }
    return object {
      set("time", time(message["time"]), &$0)
      let http = message["http"]
      guard http.kind == .object else { return }
      $0.set("http", self.http(http))
    }
  }

  private func http(_ message: Value) -> Value {
    let texts = [
      "body", "fragment", "headers", "host", "id", "method", "path", "protocol", "query", "raw_body", "scheme",
    ]
    return object {
      for name in texts { set(name, nonempty(message, name), &$0) }
      set("size", number(message["size"]), &$0)
      let map = field(message, "header_map")
      guard map.kind == .object else { return }
      $0.set(
        "header_map",
        object {
          guard map["headers"].count > 0 else { return }
          $0.set("headers", arena.array(map["headers"].items.map { copy($0, ["key", "raw_value", "value"]) }))
        })
    }
  }

  private func metadata(_ message: Value) -> Value {
    guard message.kind == .object else { return .undefined }
    return object {
      set("filter_metadata", nonempty(message, "filter_metadata"), &$0)
      let typed = field(message, "typed_filter_metadata")
      guard typed.count > 0 else { return }
      $0.set(
        "typed_filter_metadata",
        object {
          // The bytes of a typed message are not in its JSON.
          for (name, value) in typed.pairs { $0.set(name, only("type_url", value["@type"])) }
        })
    }
  }

  // MARK: Values

  /// The member of this name, or of this name in camel case.
  private func field(_ message: Value, _ name: String) -> Value {
    let found = message[name]
    guard found.isUndefined, name.contains("_") else { return found }
    let parts = name.split(separator: "_")
    let camel = parts.dropFirst().reduce(String(parts[0])) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    return message[camel]
  }

  private func nonempty(_ message: Value, _ name: String) -> Value {
    let value = field(message, name)
    return value.count > 0 ? value : .undefined
  }

  private func copy(_ message: Value, _ names: [String]) -> Value {
    object { for name in names { set(name, nonempty(message, name), &$0) } }
  }

  private func whole(_ value: Value) -> Value { value.string.flatMap(Int64.init).map { Value($0) } ?? value }

  /// A number that is left out when it is zero.
  private func number(_ value: Value) -> Value {
    let number = whole(value)
    return number.integer == 0 ? .undefined : number
  }

  private func only(_ name: String, _ value: Value) -> Value { object { $0.set(name, value) } }

  private func object(_ fill: (inout ObjectBuilder) -> Void) -> Value {
    var builder = ObjectBuilder(arena)
    fill(&builder)
    return builder.finish()
  }

  private func set(_ name: String, _ value: Value, _ builder: inout ObjectBuilder) {
    if !value.isUndefined { builder.set(name, value) }
  }

  // MARK: Times

  /// `2026-01-01T00:00:00.25Z` as seconds and nanoseconds.
  private func time(_ value: Value) -> Value {
    guard let text = value.string, let instant = Self.instant(text) else {
      return value.kind == .object ? value : .undefined
    }
    return object {
      if instant.nanos != 0 { $0.set("nanos", Value(instant.nanos)) }
      if instant.seconds != 0 { $0.set("seconds", Value(instant.seconds)) }
    }
  }

  private static func instant(_ text: String) -> (seconds: Int64, nanos: Int64)? {
    guard text.hasSuffix("Z") else { return nil }
    let halves = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
    let numbers = halves[0].split { "-T:".contains($0) }.compactMap { Int64($0) }
    guard numbers.count == 6, halves.count <= 2, (1...12).contains(numbers[1]), numbers[0] < 10_000 else { return nil }
    // Days since 1970, counted in years that begin in March.
    let year = numbers[1] > 2 ? numbers[0] : numbers[0] - 1
    let month = (numbers[1] + 9) % 12
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + numbers[2] - 1 - 719_468
    let seconds = ((days * 24 + numbers[3]) * 60 + numbers[4]) * 60 + numbers[5]
    let fraction = halves.count == 2 ? String(halves[1].prefix(9)) : ""
    return (seconds, Int64(fraction + String(repeating: "0", count: 9 - fraction.count)) ?? 0)
  }
}
