import PolicyDomain

/// What a document is, told by its content.
enum DocumentShape {
  case bootstrap, dump, resources, resource
  case mesh, meshValues, `operator`, authorizationPolicy, serviceEntry, envoyFilter
  case service, workload, configMap
  case domain

  /// Nil where it is nothing that the doctor looks at.
  init?(_ document: YAMLOutline, isEnvoy: Bool) {
    if let kind = document.text("kind") {
      guard let shape = Self.kinds[kind] else { return nil }
      self = shape
    } else if document.field("configs") != nil {
      self = .dump
    } else if document.list("resources").contains(where: Self.isEnvoy) {
      self = .resources
    } else if document.field("static_resources") != nil || document.field("dynamic_resources") != nil {
      self = .bootstrap
    } else if Self.isEnvoy(document) {
      self = .resource
    } else if document.field("extension_providers") != nil {
      self = .mesh
    } else if document.field("mesh_config") != nil {
      self = .meshValues
    } else if isEnvoy, Self.bootstrapFields.contains(where: { document.field($0) != nil }) {
      self = .bootstrap
    } else {
      return nil
    }
  }

  /// Of a bootstrap that says nothing of resources.
  private static let bootstrapFields = [
    "node", "admin", "cluster_manager", "layered_runtime", "stats_sinks", "stats_config", "bootstrap_extensions",
  ]

  /// Whether it is one of Envoy's messages.
  private static func isEnvoy(_ message: YAMLOutline) -> Bool { TypedConfig.name(message).hasPrefix("envoy.") }

  private static let kinds: [String: DocumentShape] = [
    "PolicyDomain": .domain, "PolicyDomainReference": .domain, "ConfigMap": .configMap, "IstioOperator": .operator,
    "AuthorizationPolicy": .authorizationPolicy, "ServiceEntry": .serviceEntry, "EnvoyFilter": .envoyFilter,
    "Service": .service, "Pod": .workload, "Deployment": .workload, "StatefulSet": .workload, "DaemonSet": .workload,
    "ReplicaSet": .workload, "Job": .workload, "CronJob": .workload, "PodTemplate": .workload,
  ]

  var title: String {
    switch self {
    case .bootstrap: "Envoy bootstrap"
    case .dump: "Envoy config dump"
    case .resources, .resource: "Envoy resources"
    case .mesh, .meshValues, .operator: "Istio mesh configuration"
    case .authorizationPolicy: "AuthorizationPolicy"
    case .serviceEntry: "ServiceEntry"
    case .envoyFilter: "EnvoyFilter"
    case .service: "Service"
    case .workload: "workload"
    case .configMap: "ConfigMap"
    case .domain: "PolicyDomain"
    }
  }
}
