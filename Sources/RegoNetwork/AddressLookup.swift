internal import Rego

/// `net.lookup_ip_addr(name)`: the addresses of a host as a set of texts.
enum AddressLookup {
  static func call(_ context: BuiltinContext, _ operand: Value) throws(BuiltinError) -> Value {
    guard let name = operand.string else { throw .operandType(1, expected: .string, got: operand.kind) }
    if let allowed = context.allowedHosts, !allowed.contains(name) { throw .failed("unallowed host: \(name)") }
    guard let network = context.network else { throw .failed(NetworkBuiltins.noNetwork) }
    do throws(NetworkFailure) {
      var addresses = SetBuilder(context.arena)
      for address in try network.addresses(of: name, context.patience) {
        addresses.insert(context.arena.string(address))
      }
      return addresses.finish()
    } catch {
      switch error {
      case .request(let text), .network(let text): throw .failed(text)
      case .timeout(let text, _), .cancelled(let text): throw .cancelled(text)
      }
    }
  }
}
