import Rego
import TestSupport
import Testing

/// What `--bundle` and `--file` may name, and `mpe build`.
struct BundlePathTests {
  let program = BuiltProgram("mpe")

  static let files = [
    "all/roles.yaml": domain("b", "roles:\n    - {mrn: 'r', policy: 'a/p:no'}"),
    "all/main.yml": ProgramTests.domain.replacing("name: d}", with: "name: a}"), "all/note.txt": "none",
    "all/.hidden.yml": "{", "all/sub/other.yml": "{", "empty/note.txt": "", "d.yml": ProgramTests.domain,
    "ref/x.yml": reference, "ref/x.rego": "package authz\ndefault allow = 1\n", "ref/x-built.yml": "{",
  ]
  static let reference = domain("x", "policies:\n    - mrn: 'p:x'\n      rego_filename: x.rego # here\n")
    .replacing("kind: PolicyDomain", with: "kind: PolicyDomainReference")

  static func domain(_ name: String, _ sections: String) -> String {
    """
    apiVersion: iamlite.manetu.io/v1beta1
    kind: PolicyDomain
    metadata: {name: \(name)}
    spec:
      \(sections)
    """
  }

  func run(_ line: String, input: String = "") throws -> BuiltProgram.Result {
    try program.run(line.split(separator: " ").map(String.init), files: Self.files, input: input)
  }

  @Test(
    "a directory stands for the YAML files in it, a pattern for what it matches",
    arguments: [
      "-b all", "-b all/", "-b all/*.y*ml", "-b all/roles.yaml,all/main.yml", "-b all/ma* -b all/[r]oles.yaml",
    ])
  func severalFiles(flags: String) throws {
    let porc = #"{"principal":{"mroles":["r"]},"operation":"o","resource":"mrn:x"}"#
    let result = try run("test decision \(flags)", input: porc)
    #expect(result.exit == 0, "\(result.errors)")
    let isAsked = try Document(json: result.output).withValue { record in
      record["references"].items.contains { $0["id"].string == "r" && $0["reason"].isUndefined }
    }
    #expect(isAsked)
  }

  @Test(
    "says which name leads nowhere",
    arguments: [
      ("-b empty", "directory `empty` has no .yml or .yaml file: name one that has, or a file"),
      ("-b nope/*.yml", "no file matches the pattern `nope/*.yml`"),
      ("-b al*", "no file matches the pattern `al*`, only directories do"),
      ("-b nope.yml", "failed to check file type for 'nope.yml': failed to read file: open nope.yml: no such file"),
      ("-b - -i -", "standard input can be read once, but `--input -` and `--bundle -` both ask for it"),
      ("-b -", "standard input can be read once, but `--input -` and `--bundle -` both ask for it"),
      ("-b -,- -i d.yml", "standard input can be read once, but `--bundle -` and `--bundle -` both ask for it"),
    ])
  func noFiles(flags: String, message: String) throws {
    let result = try run("test decision \(flags)", input: ProgramTests.porc)
    #expect(result.exit == 1 && result.output == "")
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test("takes a bundle from standard input")
  func bundleFromInput() throws {
    var files = Self.files
    files["in.json"] = ProgramTests.porc
    let arguments = ["test", "decision", "-b", "-", "-i", "in.json"]
    let result = try program.run(arguments, files: files, input: ProgramTests.domain)
    #expect(result.exit == 0 && result.output.contains("\"GRANT\""), "\(result.errors)")
  }

  @Test("builds what a directory has, not what was built from it")
  func buildsDirectory() throws {
    let result = try run("build -f ref")
    let expected = "Build Results:\n\n✓ ref/x.yml → ref/x-built.yml\n\nSuccessfully built 1 file(s)\n"
    #expect((result.exit, result.output, result.errors) == (0, expected, ""))
  }

  @Test("builds from standard input onto standard output")
  func buildsInput() throws {
    let result = try run("build -f -", input: Self.reference.replacing("x.rego", with: "ref/x.rego"))
    #expect(result.exit == 0, "\(result.errors)")
    #expect(result.output.contains("kind: PolicyDomain\n"))
    #expect(result.output.hasSuffix("rego: | # here\n            package authz\n            default allow = 1\n"))
    #expect(result.errors.contains("✓ - → -"))
  }

  @Test("builds the others when one cannot be built, and says where it is wrong")
  func buildsOthers() throws {
    let result = try run("build -f ref/x.yml -f nope.yml -f all/sub/other.yml")
    #expect(result.exit == 1)
    #expect(
      result.output.contains("✓ ref/x.yml → ref/x-built.yml\n✗ nope.yml\n  Error: failed to read input file: open"))
    #expect(result.output.contains("✗ all/sub/other.yml\n  Error: failed to parse YAML: "))
    #expect(result.errors.contains("all/sub/other.yml:2:1: failed to parse YAML: "))
    #expect(result.errors.hasSuffix("build failed for one or more files\n"))
    let missing = try run("build")
    #expect(missing.exit == 1 && missing.output.contains("USAGE: mpe build"))
    #expect(missing.errors.contains("Required flag \"file\" not set"))
    let several = try run("build -f a.yml -f b.yml -o c.yml")
    #expect(several.exit == 1 && several.errors.contains("cannot specify --output when building multiple files"))
  }

  @Test("prints its version as JSON")
  func version() throws {
    let result = try run("version --format json")
    #expect(try Document(json: result.output).withValue { $0["version"].string } == "dev")
    #expect(try run("version --format xml").errors.contains("write `text` or `json`"))
  }
}
