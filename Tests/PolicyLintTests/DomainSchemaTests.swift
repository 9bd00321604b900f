import PolicyDomain
import PolicyLint
import Rego
import Testing

@Suite struct DomainSchemaTests {
  @Test("every version and kind has a schema of its own", arguments: APIVersion.allCases, [false, true])
  func isWritten(_ version: APIVersion, _ isReference: Bool) throws {
    let schema = try Document(json: DomainSchema(version, isReference: isReference).text)
    let fields = schema.value["properties"]
    #expect(fields["apiVersion"]["const"].string == version.rawValue)
    #expect(fields["kind"]["const"].string == (isReference ? "PolicyDomainReference" : "PolicyDomain"))
    #expect(fields["spec"]["properties"]["resources"].isUndefined == (version == .v1alpha3))
    let policy = schema.value["definitions"]["policy"]["properties"]
    #expect(policy["rego_filename"].isUndefined == !isReference)
    for definition in schema.value["definitions"].pairs {
      #expect(definition.value["description"].string?.isEmpty == false, "\(definition.key)")
    }
  }
}
