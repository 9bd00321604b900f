import Testing

@testable import mpe

struct ArgumentNormaliserTests {
  static let root = CommandNode(type: MPECommand.self)

  /// What comes out: the arguments, `help NAME`, or the failure.
  static func normalise(_ words: [String], settings: [String: String] = [:]) -> String {
    do throws(ArgumentNormaliser.Failure) {
      let outcome = try ArgumentNormaliser.normalise(words, root: root) { flag in
        settings[flag.name].map {
          SettingValue(text: $0, elements: nil, source: .environment(Setting.variableName(flag.name)))
        }
      }
      switch outcome {
      case .run(let arguments, let ignored):
        return arguments.joined(separator: " ") + (ignored.isEmpty ? "" : " | ignored: \(ignored)")
      case .help(let node): return "help \(node.name)"
      }
    } catch {
      switch error {
      case .unknownCommand(let word): return "unknown \(word)"
      case .usage(let message, let node): return "\(node.name): \(message)"
      case .unknownFlag(let name, let node): return "\(node.name): flag provided but not defined: -\(name)"
      case .setting(let message): return "setting: \(message)"
      case .missing(let name, let node): return "\(node.name): needs -\(name)"
      }
    }
  }

  struct Example: Sendable, CustomTestStringConvertible {
    let line: String
    let expected: String
    var testDescription: String { line }

    init(_ line: String, _ expected: String) {
      self.line = line
      self.expected = expected
    }

    var words: [String] { line.split(separator: " ").map(String.init) }
  }

  @Test(
    "brings flags into one form",
    arguments: [
      Example("version", "version"),
      Example("test decision -b a.yml -i in.json", "test decision --bundle=a.yml --input=in.json"),
      Example("test decision --bundle a.yml --input=in.json", "test decision --bundle=a.yml --input=in.json"),
      Example("test decision -bundle a.yml -input=in.json", "test decision --bundle=a.yml --input=in.json"),
      Example("test decision --b a.yml", "test decision --bundle=a.yml"),
      Example("test decision -b a.yml -i -", "test decision --bundle=a.yml --input=-"),
      Example("test decision -b a.yml,b.yml -b c.yml", "test decision --bundle=a.yml --bundle=b.yml --bundle=c.yml"),
      Example("test decision -i a -i b", "test decision --input=b"),
      Example("test decision -b a=b.yml", "test decision --bundle=a=b.yml"),
      Example("test mapper --opa-flags --strict", "test mapper --opa-flags=--strict"),
      Example("test mapper --no-opa-flags=true", "test mapper --no-opa-flags"),
      Example("test mapper --no-opa-flags=false", "test mapper"),
      Example("build -f a.yml,b.yml --file c.yml -o -", "build --file=a.yml --file=b.yml --file=c.yml --output=-"),
      Example("serve -p envoy --port=1", "serve --protocol=envoy --port=1"),
      Example("serve --max-message 1MiB --idle-timeout=30s", "serve --max-message=1MiB --idle-timeout=30s"),
      Example("serve --records file:/a,b", "serve --records=file:/a,b"),
    ])
  func flags(_ example: Example) {
    #expect(Self.normalise(example.words) == example.expected)
  }

  @Test(
    "takes global flags anywhere",
    arguments: [
      Example("--trace test decision -i -", "test decision --trace --input=-"),
      Example("test -t decision -i -", "test decision --trace --input=-"),
      Example("test decision -i - --trace=true", "test decision --input=- --trace"),
      Example("-trace=1 test decision --trace=F", "test decision"),
      Example(
        "--pretty-log test decision --trace-filter a,b", "test decision --pretty-log --trace-filter=a --trace-filter=b"),
    ])
  func globalFlags(_ example: Example) {
    #expect(Self.normalise(example.words) == example.expected)
  }

  @Test(
    "shows help where it is asked for, and where a command is missing",
    arguments: [
      Example("", "help mpe"), Example("help", "help mpe"), Example("-h", "help mpe"), Example("test", "help test"),
      Example("help test", "help test"), Example("test help", "help test"), Example("test help mapper", "help mapper"),
      Example("test decision --help", "help decision"), Example("test decision help", "help decision"),
      Example("serve -b a.yml -help", "help serve"), Example("help rego", "help rego"), Example("--trace", "help mpe"),
    ])
  func help(_ example: Example) {
    #expect(Self.normalise(example.words) == example.expected)
  }

  @Test(
    "says what is wrong with a flag in the original's words",
    arguments: [
      Example("--version", "mpe: flag provided but not defined: -version"),
      Example("test decision --zzz", "decision: flag provided but not defined: -zzz"),
      Example("test decision --no-opa-flags", "decision: flag provided but not defined: -no-opa-flags"),
      Example("test -b a.yml decision", "test: flag provided but not defined: -b"),
      Example("test decision ---bundle a", "decision: flag provided but not defined: -bundle"),
      Example("test decision -b", "decision: flag needs an argument: -b"),
      Example(
        "test decision --trace=x",
        "decision: invalid value \"x\" for flag -trace: not a boolean such as `true` or `false`"),
      Example("serve --port x", "serve: invalid value \"x\" for flag -port: not a port from 0 to 65535"),
      Example("serve --port 65536", "serve: invalid value \"65536\" for flag -port: not a port from 0 to 65535"),
      Example("serve --threads 0", "serve: invalid value \"0\" for flag -threads: it must be from 1 to 1024"),
      Example(
        "serve --drain-gap 5",
        "serve: invalid value \"5\" for flag -drain-gap: not a duration such as `250ms`, `10s` or `5m`"),
      Example("build", "build: needs -file"), Example("build -o x", "build: needs -file"),
      Example("zzz", "unknown zzz"), Example("test zzz", "unknown zzz"), Example("help zzz", "unknown zzz"),
    ])
  func complaints(_ example: Example) {
    #expect(Self.normalise(example.words) == example.expected)
  }

  @Test("names words that belong to no flag, and goes on")
  func ignoredWords() {
    #expect(
      Self.normalise(["test", "decision", "-b", "a.yml", "b.yml", "--", "-c"])
        == "test decision --bundle=a.yml | ignored: [\"b.yml\", \"-c\"]")
  }

  @Test("leaves the arguments of rego to the argument parser")
  func raw() {
    #expect(Self.normalise(["rego", "eval", "-d", "a,b", "x == 1"]) == "rego eval -d a,b x == 1")
  }

  @Test("asks settings for flags that the command line does not have")
  func settings() {
    let settings = ["max-streams": "7", "echo-attributes": "true", "records": "off", "port": "1"]
    #expect(
      Self.normalise(["serve", "--records", "stdout"], settings: settings)
        == "serve --records=stdout --echo-attributes --max-streams=7")
    #expect(Self.normalise(["serve", "--echo-attributes=false"], settings: ["echo-attributes": "true"]) == "serve")
    #expect(Self.normalise(["test", "decision"], settings: settings) == "test decision")
    #expect(
      Self.normalise(["serve"], settings: ["max-streams": "many"])
        == "setting: invalid value \"many\" for MPE_MAX_STREAMS: not a number such as `512` or `10M`")
  }
}
