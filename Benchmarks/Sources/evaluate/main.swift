import CAllocationCount
import Foundation
import Rego
import RegoPlatform

// evaluate FOLDER ITERATIONS: evaluates a workload (*.rego, data.json, input.json, entrypoint) that often and
// prints one JSON line: CPU time and allocations an evaluation, after warm-up. With ITERATIONS 0 it only checks the
// result. Run it under callgrind with two counts to get the instructions of one evaluation.

func text(_ folder: String, _ name: String) -> String? {
  try? String(contentsOfFile: folder + "/" + name, encoding: .utf8)
}

/// The modules of a workload.
func sources(_ folder: String) throws -> [SourceText] {
  try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".rego") }.sorted()
    .map { SourceText(name: $0, text: text(folder, $0) ?? "") }
}

func cpuNanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

func measure(_ folder: String, _ iterations: Int) throws {
  let symbols = SymbolTable()
  let compiler = Compiler(symbols: symbols, builtins: BuiltinRegistry.standard.adding(PlatformBuiltins.all))
  let data = try text(folder, "data.json").map { try Document(json: $0) }
  let input = try text(folder, "input.json").map { try Document(json: $0) }
  let program = try withExtendedLifetime(data) {
    try compiler.compile(try sources(folder), data: data?.value ?? .undefined)
  }
  let path = (text(folder, "entrypoint") ?? "").split(whereSeparator: { "/.\n".contains($0) }).map(String.init)
  let query = program.prepare(path: path.first == "data" ? Array(path.dropFirst()) : path)
  symbols.freeze()
  let evaluator = Evaluator(symbols: symbols)
  evaluator.builtins.nowNanoseconds = Int64(Date().timeIntervalSince1970 * 1_000_000_000)

  /// The input is built anew for each decision, as a request's is, but outside what is measured.
  let result = JSONWriter.string(try evaluator.evaluate(query, input: input?.value ?? .undefined))
  for _ in 0..<min(iterations, 200) {
    evaluator.reset()
    _ = try evaluator.evaluate(query, input: input?.value ?? .undefined)
  }
  let allocations = allocation_count()
  let start = cpuNanoseconds()
  for _ in 0..<iterations {
    evaluator.reset()
    _ = try evaluator.evaluate(query, input: input?.value ?? .undefined)
  }
  let time = cpuNanoseconds() - start
  withExtendedLifetime(input) {}
  let made = allocation_count() - allocations
  let rounds = Double(max(iterations, 1))
  let name = (folder as NSString).lastPathComponent
  print(
    "{\"workload\":\"\(name)\",\"iterations\":\(iterations),\"nanoseconds\":\(Double(time) / rounds),"
      + "\"allocations\":\(Double(made) / rounds),\"result\":\(result)}")
}

guard CommandLine.arguments.count == 3, let iterations = Int(CommandLine.arguments[2]) else {
  FileHandle.standardError.write(Data("usage: evaluate FOLDER ITERATIONS\n".utf8))
  exit(2)
}
do { try measure(CommandLine.arguments[1], iterations) } catch {
  FileHandle.standardError.write(Data("\(CommandLine.arguments[1]): \(error)\n".utf8))
  exit(1)
}
