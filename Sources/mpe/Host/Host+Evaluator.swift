import PolicyEngine
import Rego
import Server

extension Host {
  /// An evaluator for modules that belong to no domain, and the clocks that it goes by. It sees the network, this
  /// machine's time and its time zones.
  static func evaluator(_ symbols: SymbolTable) -> (evaluator: Evaluator, environment: EngineEnvironment) {
    let environment = SystemEnvironment.make(network: network)
    let evaluator = Evaluator(symbols: symbols)
    evaluator.builtins.network = network
    evaluator.builtins.zoneFile = environment.zoneFile
    evaluator.builtins.nowNanoseconds = environment.nowNanoseconds()
    return (evaluator, environment)
  }
}
