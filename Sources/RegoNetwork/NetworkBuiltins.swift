public import Rego

/// The built-ins that wait for the network. They reach it through ``BuiltinContext/network`` alone.
public enum NetworkBuiltins {
  /// What a host has to allow by name.
  public static let names = ["http.send", "net.lookup_ip_addr"]

  /// Reads a YAML document; nil when it is none.
  public typealias YAMLReader = @Sendable (_ bytes: [UInt8], _ arena: Arena) -> Value?

  /// - Parameter readYAML: for responses that are YAML.
  public static func all(readYAML: @escaping YAMLReader) -> [Builtin] {
    let send = HTTPSend(readYAML: readYAML)
    return [
      Builtin("http.send", 1, isDeterministic: false, mayWait: true) { (context, operands) throws(BuiltinError) in
        try send.call(context, operands[0])
      },
      Builtin("net.lookup_ip_addr", 1, isDeterministic: false, mayWait: true) {
        (context, operands) throws(BuiltinError) in
        try AddressLookup.call(context, operands[0])
      },
    ]
  }

  static let noNetwork = "this host gives policies no access to the network"
}
