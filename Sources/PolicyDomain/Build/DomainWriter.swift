/// Writes a PolicyDomain of libraries and policies.
public struct DomainWriter {
  /// An entry of `policy-libraries` or `policies`.
  public struct Module: Sendable {
    public var mrn: String
    public var name: String
    public var dependencies: [String]
    public var rego: String

    public init(mrn: String, name: String, dependencies: [String] = [], rego: String) {
      self.mrn = mrn
      self.name = name
      self.dependencies = dependencies
      self.rego = rego
    }
  }

  private var text: String

  /// A PolicyDomain of the newest API version.
  /// - Parameter comment: what stands at the top, a line each.
  public static func text(name: String, comment: [String], libraries: [Module], policies: [Module]) -> String {
    var writer = DomainWriter(text: comment.map { "# \($0)\n" }.joined())
    writer.text += "apiVersion: iamlite.manetu.io/v1beta1\nkind: PolicyDomain\nmetadata:\n"
    writer.text += "  name: \(scalar(name))\nspec:\n"
    writer.write(libraries, "policy-libraries")
    writer.write(policies, "policies")
    return writer.text
  }

  private mutating func write(_ modules: [Module], _ section: String) {
    guard !modules.isEmpty else { return }
    text += "  \(section):\n"
    for module in modules {
      text += "    - mrn: \(Self.scalar(module.mrn))\n      name: \(Self.scalar(module.name))\n"
      if !module.dependencies.isEmpty {
        text += "      dependencies:\n"
        for dependency in module.dependencies { text += "        - \(Self.scalar(dependency))\n" }
      }
      let rego = YAMLScalarText(module.rego, .literal, indent: 8, parentIndent: 6, isInline: false)
      text += "      rego: \(rego.head)\n"
      for line in rego.lines { text += line + "\n" }
    }
  }

  /// A string as it is where no reader takes it for something else, or else in double quotes.
  private static func scalar(_ text: String) -> String {
    let words: Set = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    let isPlain =
      text.first.map(isLetterOrDigit) == true && text.first?.isNumber == false
      && text.last.map(isLetterOrDigit) == true && !words.contains(text.lowercased())
      && text.allSatisfy { isLetterOrDigit($0) || "._:-".contains($0) }
    return YAMLScalarText(text, isPlain ? .plain : .doubleQuoted, indent: 0, parentIndent: 0, isInline: true).head
  }

  private static func isLetterOrDigit(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber)
  }
}
