internal import Hummingbird

/// `GET /openapi.yaml`.
enum DocumentAnswers {
  static var openAPI: Response { .text("application/x-yaml", OpenAPIDocument.yaml) }
}
