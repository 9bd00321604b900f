internal import Hummingbird

/// `GET /openapi.yaml` and `GET /openapi.json`.
enum DocumentAnswers {
  static var openAPI: Response { .text("application/x-yaml", OpenAPIDocument.yaml) }
  static var openAPIAsJSON: Response { .text("application/json", OpenAPIDocument.json) }
}
