import Hummingbird
import HummingbirdTesting
import Rego
import RegoPlatform
import Testing

struct OpenAPIDocumentTests {
  private let bench = APIBench()

  private func document() async throws -> Document {
    let response = try await bench.ask("/openapi.yaml", method: .get)
    #expect(response.headers[.contentType] == "application/x-yaml")
    return try Document { try YAMLDocument.read(Array(response.text.utf8), into: $0) }
  }

  @Test("says of /decision what the original says")
  func original() async throws {
    try await document().withValue { api in
      #expect(api["openapi"].string == "3.0.0")
      #expect(api["info"]["title"].string == "Manetu Policy Decision Point Service")
      #expect(api["info"]["version"].string == "0.0.1")
      let decision = api["paths"]["/decision"]["post"]
      #expect(decision["operationId"].string == "decision")
      let probe = api["components"]["parameters"]["probe"]
      #expect(probe["in"].string == "query" && probe["schema"]["type"].string == "boolean")
      #expect(probe["schema"]["default"].boolean == false)
      #expect(decision["requestBody"]["required"].boolean == true)
      #expect(api["components"]["schemas"]["decision"]["properties"]["allow"]["type"].string == "boolean")
    }
  }

  @Test("every operation that it names is there, and answers with a status that it names")
  func operations() async throws {
    let document = try await document()
    let operations = document.withValue { api in
      api["paths"].pairs.flatMap { path, methods in
        methods.pairs.map { method, operation in
          (
            path: path.string ?? "", method: (method.string ?? "").uppercased(),
            example: operation["requestBody"]["content"]["application/json"]["example"],
            statuses: operation["responses"].pairs.compactMap { $0.key.string }
          )
        }
      }.map { ($0.path, $0.method, $0.example.isUndefined ? nil : JSONWriter.string($0.example), $0.statuses) }
    }
    #expect(operations.count >= 6)
    for (path, method, example, statuses) in operations {
      let response = try await bench.ask(path, method: try #require(HTTPRequest.Method(method)), body: example)
      #expect(response.status == .ok && statuses.contains("200"), "\(method) \(path): \(response.text)")
    }
  }

  @Test("every reference in it leads somewhere")
  func references() async throws {
    try await document().withValue { api in
      func check(_ value: Value) {
        for item in value.kind == .array ? value.items : [] { check(item) }
        for (key, member) in value.kind == .object ? value.pairs : [] {
          if key.string == "$ref" {
            let names = (member.string ?? "").split(separator: "/").dropFirst()
            #expect(!names.reduce(api) { $0[String($1)] }.isUndefined, "\(member.string ?? "")")
          }
          check(member)
        }
      }
      check(api)
    }
  }

  @Test("is the same as JSON")
  func json() async throws {
    let response = try await bench.ask("/openapi.json", method: .get)
    #expect(response.headers[.contentType] == "application/json")
    let json = try Document(json: response.text)
    let yaml = try await document()
    #expect(yaml.withValue { yaml in json.withValue { $0 == yaml } })
  }
}
