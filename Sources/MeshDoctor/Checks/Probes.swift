import PolicyDomain

/// Whether the kubelet reaches what it probes.
struct Probes: DoctorCheck {
  static let unreachable = FindingKind(
    "unreachable-probe", .error,
    "the kubelet asks at the Pod's address: the probe fails, and the container never becomes ready")

  var kinds: [FindingKind] { [Self.unreachable] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    for container in setup.containers {
      for probe in container.probes {
        guard let port = probe.node.field("grpc")?.field("port"), let number = port.integer else { continue }
        let bound = container.listeners.filter { $0.value.port == number }
        guard !bound.isEmpty, bound.allSatisfy(\.value.isLocal) else { continue }
        report(
          Self.unreachable.finding(
            at: port.position,
            "\(probe.name) of container `\(container.name)` asks port \(number), where mpe listens on `\(bound[0].value)` alone",
            remedy: "listen on an address of the Pod as well, or probe another port"))
      }
    }
  }
}
