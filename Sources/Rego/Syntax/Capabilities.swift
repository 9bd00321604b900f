/// What of the language and of its built-ins policies may use.
///
/// The reference keeps these in a file, so that a policy can be checked for an engine that knows less than this one.
public struct Capabilities: Sendable {
  /// The functions that may be called, by name. Those that the compiler does not have are unknown all the same.
  public var builtins: Set<String>
  /// The forms of the language that are known, by the reference's names; see ``Feature``. Others are kept and mean
  /// nothing.
  public var features: Set<String>
  /// The keywords that a v0 module may import.
  public var futureKeywords: Set<String>
  /// The hosts that evaluation may reach; nil: all. It is for the host to hold to it.
  public var allowedHosts: [String]?

  /// The features that this engine knows.
  public enum Feature: String, Sendable, CaseIterable {
    /// Keywords as names within references: `input.if`.
    case keywordsInReferences = "keywords_in_refs"
    /// Modules in v1, and so all forms of rule heads, `import rego.v1` and the keywords.
    case regoV1 = "rego_v1"
    /// `import rego.v1` in v0 modules.
    case regoV1Import = "rego_v1_import"
    /// Rule heads such as `a.b.c := 1`.
    case stringHeadReferences = "rule_head_ref_string_prefixes"
    /// Rule heads such as `a[x].c := 1`.
    case headReferences = "rule_head_refs"
    /// `$"user {input.user}"`.
    case templateStrings = "template_strings"
  }

  public init(
    builtins: Set<String> = [], features: Set<String> = [], futureKeywords: Set<String> = [],
    allowedHosts: [String]? = nil
  ) {
    self.builtins = builtins
    self.features = features
    self.futureKeywords = futureKeywords
    self.allowedHosts = allowedHosts
  }

  /// All that this engine can do.
  public static func current(
    for version: RegoVersion = .v1, builtins: BuiltinRegistry = .standard
  ) -> Capabilities {
    let isV1 = version == .v1
    let features: [Feature] = isV1 ? [.keywordsInReferences, .regoV1, .templateStrings] : Feature.allCases
    return Capabilities(
      builtins: Set(builtins.byName.keys).union(FunctionTable.languageNames),
      features: Set(features.map(\.rawValue)), futureKeywords: isV1 ? [] : Set(FutureKeywords.byName.map(\.name)))
  }

  public func has(_ feature: Feature) -> Bool { features.contains(feature.rawValue) }

  /// Which forms of rule heads are known.
  var headForms: HeadForms {
    if has(.regoV1) { return .all }
    var forms: HeadForms = []
    if has(.stringHeadReferences) { forms.insert(.stringReferences) }
    if has(.headReferences) { forms.formUnion(.references) }
    return forms
  }
}

/// Forms of rule heads that older engines do not know.
struct HeadForms: OptionSet {
  let rawValue: UInt8
  /// `a.b.c := 1`.
  static let stringReferences = HeadForms(rawValue: 1)
  /// `a[x].c := 1`.
  static let references = HeadForms(rawValue: 2)
  static let all: HeadForms = [.stringReferences, .references]
}

/// What the parser asks capabilities for, once a text.
struct ParserFeatures {
  var hasKeywordsInReferences = true
  var hasTemplates = true
  var hasRegoV1Import = true
  /// What `import future.keywords` brings.
  var keywords: FutureKeywords = .all

  init() {}

  /// - Throws: what no text can be parsed with.
  init(_ capabilities: Capabilities, _ version: RegoVersion) throws(Diagnostics) {
    func refuse(_ message: String) throws(Diagnostics) {
      throw Diagnostics([Diagnostic(.parse, "illegal capabilities: \(message)", at: .none)])
    }
    let hasV1 = capabilities.has(.regoV1)
    if version == .v1, !hasV1 { try refuse("rego_v1 feature required for parsing v1 Rego") }
    keywords = hasV1 ? .all : []
    for name in capabilities.futureKeywords.sorted() {
      if let known = FutureKeywords.byName.first(where: { $0.name == name }) {
        keywords.insert(known.keyword)
      } else {
        try refuse("unknown keyword: \(name)")
      }
    }
    hasKeywordsInReferences = capabilities.has(.keywordsInReferences)
    hasTemplates = capabilities.has(.templateStrings)
    hasRegoV1Import = hasV1 || capabilities.has(.regoV1Import)
  }
}
