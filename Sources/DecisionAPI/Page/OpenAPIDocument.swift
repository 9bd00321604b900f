internal import Rego
internal import RegoPlatform

/// The OpenAPI document of the decision service. Its title, version and what it says of `/decision` are the original's
/// interface; the rest is ours.
enum OpenAPIDocument {
  /// The same as JSON, for programs and for the page.
  static let json: String = {
    // INVARIANT: the text below is YAML.
    guard let document = try? Document({ try YAMLDocument.read(Array(yaml.utf8), into: $0) }) else { return "{}" }
    return document.json + "\n"
  }()

  static let yaml = """
    openapi: 3.0.0
    info:
      title: Manetu Policy Decision Point Service
      description: Answers whether a principal may do an operation on a resource, by the policies that are loaded.
      version: 0.0.1
    paths:
      /decision:
        post:
          operationId: decision
          summary: Decides about one PORC
          description: >-
            A PORC says who (principal) wants to do what (operation) to what (resource), and under which
            circumstances (context). Permission and denial are both answered with status 200.
          parameters:
            - $ref: "#/components/parameters/probe"
          requestBody:
            required: true
            content:
              application/json:
                schema:
                  $ref: "#/components/schemas/porc"
                example:
                  principal:
                    sub: alice
                    mroles:
                      - mrn:iam:role:admin
                  operation: shop:orders:read
                  resource: mrn:shop:orders:17
          responses:
            "200":
              description: The decision.
              headers:
                x-mpe-decision-id:
                  description: The identifier of the decision in its AccessRecord (metadata.decision); none for a probe.
                  schema:
                    type: string
                    format: uuid
              content:
                application/json:
                  schema:
                    $ref: "#/components/schemas/decision"
            "400":
              $ref: "#/components/responses/malformed"
            "408":
              $ref: "#/components/responses/slow"
            "413":
              $ref: "#/components/responses/tooLarge"
            "415":
              $ref: "#/components/responses/unsupportedType"
            "503":
              $ref: "#/components/responses/unavailable"
      /decisions:
        post:
          operationId: decisions
          summary: Decides about several PORCs
          description: >-
            Each PORC is answered in order, at most 256 of them. One that cannot be decided about says why, and spoils
            none of the others.
          parameters:
            - $ref: "#/components/parameters/probe"
          requestBody:
            required: true
            content:
              application/json:
                schema:
                  oneOf:
                    - $ref: "#/components/schemas/porcs"
                    - type: object
                      required:
                        - porcs
                      properties:
                        porcs:
                          $ref: "#/components/schemas/porcs"
                example:
                  - principal:
                      sub: alice
                      mroles:
                        - mrn:iam:role:admin
                    operation: shop:orders:read
                    resource: mrn:shop:orders:17
                  - principal:
                      sub: bob
                    operation: shop:orders:delete
                    resource: mrn:shop:orders:17
          responses:
            "200":
              description: The decisions, in the order of the PORCs.
              content:
                application/json:
                  schema:
                    type: object
                    required:
                      - decisions
                    properties:
                      decisions:
                        type: array
                        maxItems: 256
                        items:
                          $ref: "#/components/schemas/batchedDecision"
            "400":
              $ref: "#/components/responses/malformed"
            "408":
              $ref: "#/components/responses/slow"
            "413":
              $ref: "#/components/responses/tooLarge"
            "415":
              $ref: "#/components/responses/unsupportedType"
      /explain:
        post:
          operationId: explain
          summary: Says why a request is granted or denied, and what would have granted it
          description: >-
            Takes a PORC, an object with a PORC as its member porc, or one with a CheckRequest (or what mappers read) as
            its member input. It decides nothing, and leaves no AccessRecord. Explanations show parts of the policies and
            of the request, credentials left out, and cost as much as hundreds of decisions: few are made at once, and
            what comes beyond is refused.
          requestBody:
            required: true
            content:
              application/json:
                schema:
                  oneOf:
                    - $ref: "#/components/schemas/porc"
                    - type: object
                      required:
                        - porc
                      properties:
                        porc:
                          $ref: "#/components/schemas/porc"
                    - type: object
                      required:
                        - input
                      properties:
                        input:
                          type: object
                example:
                  porc:
                    principal:
                      sub: alice
                    operation: shop:orders:read
                    resource: mrn:shop:orders:17
          responses:
            "200":
              description: The explanation, whatever the decision.
              content:
                application/json:
                  schema:
                    $ref: "#/components/schemas/explanation"
            "400":
              $ref: "#/components/responses/malformed"
            "408":
              $ref: "#/components/responses/slow"
            "413":
              $ref: "#/components/responses/tooLarge"
            "415":
              $ref: "#/components/responses/unsupportedType"
            "503":
              $ref: "#/components/responses/unavailable"
      /healthz:
        get:
          operationId: healthz
          summary: Says that the process answers
          responses:
            "200":
              description: It does.
              content:
                application/json:
                  schema:
                    type: object
                    required:
                      - status
                    properties:
                      status:
                        type: string
                        enum:
                          - ok
      /readyz:
        get:
          operationId: readyz
          summary: Says whether the process takes requests, and by which policies it decides
          responses:
            "200":
              description: It does.
              content:
                application/json:
                  schema:
                    $ref: "#/components/schemas/readiness"
            "503":
              description: It stops.
              content:
                application/json:
                  schema:
                    $ref: "#/components/schemas/readiness"
      /openapi.yaml:
        get:
          operationId: openapi
          summary: This document
          responses:
            "200":
              description: The document.
              content:
                application/x-yaml:
                  schema:
                    type: string
      /openapi.json:
        get:
          operationId: openapiJSON
          summary: This document as JSON
          responses:
            "200":
              description: The document.
              content:
                application/json:
                  schema:
                    type: object
    components:
      parameters:
        probe:
          name: probe
          in: query
          description: Decide without leaving an AccessRecord, for user interfaces that only ask what they may show.
          required: false
          schema:
            type: boolean
            default: false
      schemas:
        porc:
          type: object
          description: Members beyond these reach the policies as well.
          properties:
            principal:
              description: The claims of the caller; an object, or it counts as nobody.
              example:
                sub: alice
            operation:
              description: What is to be done; a string such as shop:orders:read.
              example: shop:orders:read
            resource:
              description: What it is to be done to; an MRN, or an object with id, owner, group, annotations.
              example: mrn:shop:orders:17
            context:
              description: Anything else that policies look at.
        porcs:
          type: array
          maxItems: 256
          items:
            description: A PORC. What is none is answered with an error in its place.
        decision:
          type: object
          required:
            - allow
          properties:
            allow:
              type: boolean
        batchedDecision:
          type: object
          required:
            - allow
          properties:
            allow:
              type: boolean
            id:
              type: string
              format: uuid
              description: The identifier of the decision in its AccessRecord; none for a probe.
            error:
              type: string
              description: Why there is no decision; allow is false then.
        explanation:
          type: object
          description: docs/explain.md describes every member.
          required:
            - decision
            - reason
            - phases
          properties:
            decision:
              type: string
              enum:
                - GRANT
                - DENY
            reason:
              type: string
            override:
              type: string
              description: Why the operation's policy decided alone.
            porc:
              $ref: "#/components/schemas/porc"
            phases:
              type: array
              items:
                type: object
            remedies:
              type: object
              description: The smallest sets of changes that would have granted a denied request.
        readiness:
          type: object
          required:
            - status
            - snapshot
          properties:
            status:
              type: string
              enum:
                - ready
                - draining
            snapshot:
              type: string
              description: The fingerprint of the policies in force; records carry it as metadata.snapshot.
        problem:
          type: object
          required:
            - message
          properties:
            message:
              type: string
      responses:
        malformed:
          description: The body is no PORC, or a parameter is wrong.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/problem"
        slow:
          description: The request took too long to arrive.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/problem"
        tooLarge:
          description: The body is larger than is taken.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/problem"
        unsupportedType:
          description: The body has a type that is not read.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/problem"
        unavailable:
          description: There is no decision now; ask again.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/problem"

    """
}
