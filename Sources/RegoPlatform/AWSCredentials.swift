internal import Rego

/// Who signs, and for what.
struct AWSCredentials {
  let service: String
  let region: String
  let accessKey: String
  let secretKey: String
  /// Empty for lasting credentials.
  let sessionToken: String

  init(_ configuration: Value) throws(BuiltinError) {
    let required = ["aws_service", "aws_access_key", "aws_secret_access_key", "aws_region"]
    let missing = required.filter { configuration[$0].isUndefined }
    if !missing.isEmpty {
      throw .type("operand 2 missing required AWS config parameters(s): \(AWSBuiltins.set(missing))")
    }
    let invalid = required.filter { configuration[$0].kind != .string }
    if !invalid.isEmpty {
      throw .type("operand 2 invalid values for required AWS config parameters(s): \(AWSBuiltins.set(invalid))")
    }
    func text(_ name: String) -> String { configuration[name].string ?? "" }
    service = text("aws_service")
    region = text("aws_region")
    accessKey = text("aws_access_key")
    secretKey = text("aws_secret_access_key")
    sessionToken = text("aws_session_token")
  }
}
