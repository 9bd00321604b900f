import PolicyDomain
import Rego

/// Finds out what each file is, and takes from it what the checks look at.
struct FileReadings {
  private(set) var setup = MeshSetup()
  private(set) var findings: [MeshFinding] = []
  private(set) var files: [MeshReport.File] = []
  private var contents: [String] = []
  /// Of the file that is read, found when they are asked for.
  private var lines: FileLines?
  private let domains: DomainReads
  private let readFile: FileReader?

  static let kinds = [unreadable, unknown, foreign, nothing, brokenDomain]

  private static let unreadable = FindingKind(
    "unreadable-file", .error, "what it says is not looked at, so that nothing here speaks of it")
  private static let unknown = FindingKind(
    "unknown-file", .error, "a file that is not understood is not looked at, and nothing here speaks of it")
  private static let foreign = FindingKind("foreign-file", .note, "it is not looked at")
  private static let nothing = FindingKind(
    "nothing-looked-at", .error, "that nothing is found says nothing where nothing was looked at")
  private static let brokenDomain = FindingKind(
    "broken-domain", .error, "mpe does not start with it, and whatever asks mpe gets no answer")

  init(version: RegoVersion, readFile: FileReader?) {
    domains = DomainReads(version: version)
    self.readFile = readFile
  }

  mutating func add(_ file: MeshFile) {
    contents = []
    switch file.content {
    case .failure(let failure):
      findings.append(
        Self.unreadable.finding(
          at: SourcePosition(file: file.name), "the file cannot be read: \(failure.reason)",
          remedy: "name a file that can be read"))
    case .success(let bytes): read(bytes, file)
    }
    files.append(MeshReport.File(name: file.name, contents: contents))
  }

  private mutating func read(_ bytes: [UInt8], _ file: MeshFile) {
    if file.role == .domain { return take(domain: bytes, file.name) { $0 } }
    let documents: [YAMLOutline]
    do throws(DomainError) { documents = try YAMLOutline.readAll(bytes, file: file.name) } catch {
      for diagnostic in error.diagnostics {
        findings.append(
          Self.unreadable.finding(
            at: diagnostic.position ?? SourcePosition(file: file.name), diagnostic.message,
            remedy: diagnostic.remedy ?? "write YAML or JSON"))
      }
      return
    }
    lines = nil
    for document in documents { take(document, isEnvoy: file.role == .envoy, whole: bytes) }
    guard contents.isEmpty else { return }
    let isForeign = !documents.isEmpty && documents.allSatisfy(Self.isKubernetes)
    if isForeign || !file.isNamed {
      report(foreign: file, documents.first)
    } else {
      report(unknown: file, documents.first)
    }
  }

  /// Says so where none of the files was of any use.
  mutating func finish() {
    guard let first = files.first, files.allSatisfy(\.contents.isEmpty),
      !findings.contains(where: { $0.severity == .error })
    else { return }
    findings.append(
      Self.nothing.finding(
        at: SourcePosition(file: first.name), "none of the files is anything that the doctor looks at",
        remedy: "name a configuration of Envoy or Istio, and the PolicyDomain beside it"))
  }

  private mutating func report(foreign file: MeshFile, _ document: YAMLOutline?) {
    let kind = document?.text("kind").map { "of kind `\($0)`" } ?? "of another kind"
    findings.append(
      Self.foreign.finding(
        at: document?.position ?? SourcePosition(file: file.name), "this is \(kind), which the doctor does not know",
        remedy: "nothing, where it is not about mpe"))
  }

  private mutating func report(unknown file: MeshFile, _ document: YAMLOutline?) {
    let position = document?.position ?? SourcePosition(file: file.name)
    findings.append(
      Self.unknown.finding(
        at: position,
        document == nil
          ? "the file is empty"
          : "this is neither an Envoy configuration or config dump, nor Istio's or Kubernetes' YAML, nor a PolicyDomain",
        remedy: "leave the file out, or say what it is by `--envoy` or `--bundle`"))
  }

  private static func isKubernetes(_ document: YAMLOutline) -> Bool {
    document.text("apiVersion") != nil && document.text("kind") != nil
  }

  // MARK: Documents

  private mutating func take(_ document: YAMLOutline, isEnvoy: Bool, whole: [UInt8]) {
    if let shape = DocumentShape(document, isEnvoy: isEnvoy) { return take(document, shape, whole: whole) }
    if document.text("kind") == "List" {
      for item in document.list("items") { take(item, isEnvoy: false, whole: whole) }
    }
  }

  private mutating func take(_ document: YAMLOutline, _ shape: DocumentShape, whole: [UInt8]) {
    switch shape {
    case .domain: return take(domain: whole, document.position.file) { $0 }
    case .configMap: return take(configMap: document, whole)
    case .bootstrap, .dump, .resources, .resource: takeEnvoy(document, shape)
    case .mesh: take(mesh: document)
    case .meshValues: if let mesh = document.field("mesh_config") { take(mesh: mesh) }
    case .operator: if let mesh = document.field(path: "spec", "mesh_config") { take(mesh: mesh) }
    case .authorizationPolicy: if let policy = CustomPolicy(document) { setup.policies.append(policy) }
    case .serviceEntry: setup.services.append(MeshService(entry: document))
    case .service: setup.services.append(MeshService(service: document))
    case .envoyFilter: setup.patches += FilterPatch.patches(in: document)
    case .workload: setup.containers += DecisionContainer.containers(in: document)
    }
    contents.append(shape.title)
  }

  private mutating func takeEnvoy(_ document: YAMLOutline, _ shape: DocumentShape) {
    var reader = EnvoyReader()
    switch shape {
    case .dump: reader.take(dump: document)
    case .resources: for resource in document.list("resources") { reader.take(resource: resource) }
    case .resource: reader.take(resource: document)
    default: reader.take(bootstrap: document)
    }
    setup.managers += reader.managers
    setup.routes += reader.routes
    setup.clusters += reader.clusters
    setup.chains += reader.chains
    setup.connectionAuthorizers += reader.connectionAuthorizers
    setup.hasDynamicListeners = setup.hasDynamicListeners || reader.hasDynamicListeners
    setup.hasDynamicClusters = setup.hasDynamicClusters || reader.hasDynamicClusters
    setup.proxyPosition = setup.proxyPosition ?? document.position
  }

  private mutating func take(mesh: YAMLOutline) {
    setup.hasMeshConfiguration = true
    setup.providers += mesh.list("extension_providers").compactMap(ExtensionProvider.init)
  }

  /// A ConfigMap's entries are files of their own.
  private mutating func take(configMap: YAMLOutline, _ file: [UInt8]) {
    let lines = lines ?? FileLines(file)
    self.lines = lines
    for pair in configMap.field("data")?.pairs ?? [] {
      guard let text = EmbeddedText(pair.value, lines: lines),
        let documents = try? YAMLOutline.readAll(text.bytes, file: configMap.position.file)
      else { continue }
      for inner in documents {
        guard let shape = DocumentShape(inner, isEnvoy: false), shape != .configMap else { continue }
        if shape == .domain {
          take(domain: text.bytes, configMap.position.file) { text.position($0) }
        } else {
          take(text.moved(inner), shape, whole: text.bytes)
        }
      }
    }
  }

  /// - Parameter place: from the places of the text to those of the file.
  private mutating func take(domain bytes: [UInt8], _ name: String, place: (SourcePosition) -> SourcePosition) {
    let reading = DomainParser(file: name, readFile: readFile).read(bytes)
    for problem in reading.problems {
      findings.append(
        Self.brokenDomain.finding(
          at: problem.position.map(place) ?? SourcePosition(file: name), problem.message,
          remedy: problem.remedy ?? "`mpe lint` says more"))
    }
    guard let domain = reading.domain else { return }
    contents.append("PolicyDomain \(domain.name.value)")
    setup.hasMapper = setup.hasMapper || !domain.mappers.isEmpty
    setup.reads += domains.reads(of: domain).map { read in
      AttributeRead(
        path: read.path, written: read.written,
        place: RegoPlace(position: place(read.place.position), module: read.place.module))
    }
  }
}
