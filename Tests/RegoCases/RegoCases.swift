import Foundation
import Rego
import TestSupport

#if canImport(RegoPlatform)
  import RegoPlatform
#endif

/// `rego-cases DIR…`: judges the conformance cases below folders, or in files, in this process. `--exact` compares all
/// that a case records; `-v` prints what fails; `--answers` prints what the engine answers, for new cases. Exits 1 when a
/// case fails.
@main
struct RegoCases {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    let paths = arguments.filter { !$0.hasPrefix("-") }
    guard !paths.isEmpty else {
      FileHandle.standardError.write(Data("usage: rego-cases DIR... [-v] [--exact]\n".utf8))
      exit(2)
    }
    if arguments.contains("--answers") {
      for example in paths.flatMap(files).flatMap(cases) { print(example.answer(environment)) }
      return
    }
    var tally = Tally()
    for path in paths {
      for file in files(below: path) {
        judge(file, isExact: arguments.contains("--exact"), isVerbose: arguments.contains("-v"), &tally)
      }
    }
    let total = tally.passing + tally.failing
    let share = total == 0 ? 100 : Double(tally.passing * 10_000 / total) / 100
    print("\(tally.passing)/\(total) cases pass (\(share) %)")
    exit(tally.failing == 0 ? 0 : 1)
  }

  private struct Tally {
    var passing = 0
    var failing = 0
  }

  private static var environment: RegoEnvironment {
    var environment = RegoEnvironment()
    environment.zoneFile = { FileManager.default.contents(atPath: "/usr/share/zoneinfo/\($0)").map { [UInt8]($0) } }
    environment.annotations = .lines
    #if canImport(RegoPlatform)
      environment.builtins = environment.builtins.adding(PlatformBuiltins.all)
      environment.annotations = .yaml
    #endif
    return environment
  }

  private static func files(below path: String) -> [String] {
    if path.hasSuffix(".json") { return [path] }
    let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted().map { path + "/" + $0 }
  }

  private static func cases(_ file: String) -> [RegoCase] {
    guard let data = FileManager.default.contents(atPath: file), let document = try? Document(json: [UInt8](data))
    else {
      print("\(file): no JSON document")
      return []
    }
    return RegoCase.cases(of: document, file: file)
  }

  private static func judge(_ file: String, isExact: Bool, isVerbose: Bool, _ tally: inout Tally) {
    let environment = environment
    for example in cases(file) where !example.isOfAnotherKind {
      let why = isExact ? example.exactFailure(environment) : example.failure(environment)
      if let why {
        tally.failing += 1
        if isVerbose { print("\(example.key) \(example.note): \(why)") }
      } else {
        tally.passing += 1
      }
    }
  }
}
