// Unsafe: reads arguments in place.

internal import Rego

/// `providers.aws.*`.
enum AWSBuiltins {
  static let all: [Builtin] = [
    Builtin("providers.aws.sign_req", 3) { (context, arguments) throws(BuiltinError) in
      for index in 0...1 where arguments[index].tag != .object {
        // The reference counts both as its first.
        throw .operandType(1, expected: .object, got: arguments[index].kind)
      }
      let credentials = try AWSCredentials(arguments[1])
      guard arguments[2].isNumber else { throw .operandType(1, expected: .number, got: arguments[2].kind) }
      guard let time = arguments[2].integer else {
        throw .type("operand 3 could not convert time_ns value into a unix timestamp")
      }
      let request = try SignedRequest(arguments[0], arguments[1])
      return request.signed(by: credentials, at: time, context.arena)
    }
  ]

  /// The names of members as the text of a set, in order.
  static func set(_ names: [String]) -> String { "{" + names.sorted().map(\.quoted).joined(separator: ", ") + "}" }
}
