import Foundation
import Rego
import TestSupport
import Testing

/// The program as it was built, from arguments to exit status.
struct ProgramTests {
  let program = BuiltProgram("mpe")

  static let domain = """
    apiVersion: iamlite.manetu.io/v1beta1
    kind: PolicyDomain
    metadata: {name: d}
    spec:
      policies:
        - {mrn: "p:open", name: open, rego: "package authz\\ndefault allow = 1\\n"}
        - {mrn: "p:no", name: no, rego: "package authz\\ndefault allow = false\\n"}
      resource-groups:
        - {mrn: "rg", name: rg, policy: "p:no", default: true}
      operations:
        - {name: all, selector: [".*"], policy: "p:open"}
    """
  static let mapper = """

      mappers:
        - {name: m, selector: [".*"], rego: "package mapper\\nporc = {\\"operation\\": input.op, \\"principal\\": {}}\\n"}
    """
  static let porc = #"{"principal":{"sub":"<alice>"},"operation":"a:b:c","resource":"mrn:x"}"#

  func run(
    _ line: String, input: String = "", domain: String = domain, files: [String: String] = [:],
    environment: [String: String] = [:]
  ) throws -> BuiltProgram.Result {
    try program.run(
      line.split(separator: " ").map(String.init), files: files.merging(["d.yml": domain]) { own, _ in own },
      input: input, environment: environment)
  }

  /// The date at the head of a line that a command ends with.
  static var date: Regex<Substring> { #/\d{4}/\d{2}/\d{2} \d{2}:\d{2}:\d{2} /# }

  // MARK: Usage

  @Test("prints its version alone")
  func version() throws {
    let result = try run("version")
    #expect((result.exit, result.output, result.errors) == (0, "dev\n", ""))
  }

  @Test(
    "prints help on standard output where it is asked for",
    arguments: [
      "", "help", "test", "serve --help", "test help mapper", "rego --help", "rego eval --help", "rego check --help",
      "rego capabilities --help",
    ])
  func help(line: String) throws {
    let result = try run(line)
    #expect(result.exit == 0 && result.errors == "")
    #expect(result.output.contains("USAGE: mpe"))
  }

  @Test("does not know a topic", arguments: ["zzz", "test zzz", "help zzz"])
  func unknownCommand(line: String) throws {
    let result = try run(line)
    #expect((result.exit, result.output, result.errors) == (3, "", "No help topic for 'zzz'\n"))
  }

  @Test(
    "names the nearest command or flag for one that there is not, beside the original's words",
    arguments: [
      ("serv", 3, "Did you mean `serve`?"), ("test decison -b d.yml", 3, "Did you mean `decision`?"),
      ("serve --max-mesage 4MiB", 1, "Did you mean `--max-message`?"), ("--trce version", 1, "Did you mean `--trace`?"),
      (
        "serve -b d.yml --allow-builtin htp.send", 1,
        "there is no function `htp.send`, did you mean `http.send`? `--allow-builtin` takes `http.send` and "
      ),
    ])
  func nearest(line: String, exit: Int32, hint: String) throws {
    let result = try run(line)
    #expect(result.exit == exit && result.errors.contains(hint), "\(result.errors)")
  }

  @Test("says what is wrong with a flag, shows help, and ends with a dated line")
  func usage() throws {
    let result = try run("test decision --zzz")
    #expect(result.exit == 1 && result.output == "")
    #expect(result.errors.hasPrefix("Incorrect Usage: flag provided but not defined: -zzz\n\nOVERVIEW: "))
    let last = try #require(result.errors.split(separator: "\n").last)
    #expect(last.trimmingPrefix(Self.date) == "flag provided but not defined: -zzz" && last.starts(with: Self.date))
    #expect(try run("--version").output.contains("USAGE: mpe"))
  }

  @Test(
    "ends with exit status 1 and a dated line",
    arguments: [
      ("test decision -i -", "at least one bundle must be specified"),
      ("serve", "at least one bundle must be specified"),
      ("test decision -b d.yml -i nope.json", "open nope.json: no such file or directory"),
      ("test decision -b d.yml -i .", "read .: is a directory"),
      (
        "test decision -b nope.yml",
        "failed to check file type for 'nope.yml': failed to read file: open nope.yml: no such file or directory"
      ),
      ("serve -b d.yml -p zzz", "unsupported protocol: zzz"),
      ("serve -b d.yml -p envoy -p envoy", "protocol `envoy` is named twice: name each by one `-p`"),
      (
        "serve -b d.yml -p envoy",
        "no mappers found in any domain: Envoy's requests need a mapper; add one to a bundle, or name its domain by --name"
      ),
      ("test mapper -b d.yml", "no mappers found in any domain(code-NOTFOUND_ERROR)"),
    ])
  func failures(line: String, message: String) throws {
    let result = try run(line, input: "{}")
    #expect(result.exit == 1 && result.output == "")
    #expect(result.errors.starts(with: Self.date))
    #expect(result.errors.trimmingPrefix(Self.date) == message + "\n")
  }

  // MARK: Decisions

  @Test("prints one record on standard output, and nothing else anywhere")
  func decision() throws {
    let result = try run("test decision -b d.yml", input: Self.porc)
    #expect(result.exit == 0 && result.errors == "")
    #expect(result.output.hasPrefix("{\"decision\":\"GRANT\",") && result.output.hasSuffix("}\n"))
    #expect(result.output.contains("\\u003calice\\u003e"))
    #expect(result.output.split(separator: "\n").count == 1)
  }

  @Test(
    "spreads a record over lines, wherever the flag stands",
    arguments: ["--pretty-log test decision -b d.yml", "test decision -b d.yml -pretty-log"])
  func prettyRecord(line: String) throws {
    let result = try run(line, input: Self.porc)
    #expect(result.output.hasPrefix("{\n  \"decision\": \"GRANT\",\n"))
    #expect(try Document(json: result.output).withValue { $0["grantReason"].string } == "PUBLIC")
  }

  @Test(
    "a PORC that is none ends with exit status 1",
    arguments: ["", " ", "null", "[]", "7", "{", "{} {}", "{\"a\":1e400}"])
  func badPORC(text: String) throws {
    let result = try run("test decision -b d.yml", input: text)
    #expect(result.exit == 1 && result.output == "")
    #expect(result.errors.starts(with: Self.date) && result.errors.hasSuffix("\n"))
  }

  @Test("a mapper's PORC is printed with sorted keys")
  func mapper() throws {
    let result = try run("test mapper -b d.yml -n d", input: #"{"op":"x&y"}"#, domain: Self.domain + Self.mapper)
    #expect(result.exit == 0)
    #expect(result.output == #"{"operation":"x\u0026y","principal":{}}"# + "\n")
  }

  @Test("a mapper without a result is named")
  func mapperWithoutResult() throws {
    for line in ["test mapper -b d.yml", "test envoy -b d.yml"] {
      let result = try run(line, input: "{}", domain: Self.domain + Self.mapper)
      #expect(result.exit == 1 && result.output == "")
      #expect(result.errors.contains("failed to evaluate mapper Rego: no opa results: m"))
      #expect(result.errors.hasSuffix("(code-EVALUATION_ERROR)\n"))
    }
  }

  @Test("a request is mapped and decided")
  func envoy() throws {
    let result = try run("test envoy -b d.yml", input: #"{"op":"a"}"#, domain: Self.domain + Self.mapper)
    #expect(result.exit == 0)
    #expect(try Document(json: result.output).withValue { $0["operation"].string } == "a")
  }

  @Test("does not say that it printed what it could not print")
  func fullDisk() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program.path)
    process.arguments = ["version"]
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    let errors = Foundation.Pipe()
    process.standardError = errors
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(text.hasSuffix("cannot write to standard output: no space left on device\n"))
  }
}
