import CAllocationCount
import Foundation
import PolicyDomain
import PolicyEngine
import Rego

// decide DOMAIN ITERATIONS PORC…: loads a PolicyDomain and decides that often about each PORC (a file of JSON) in turn.
// Prints one JSON line: CPU seconds of loading, CPU time and allocations a decision after warm-up, memory, and what was
// decided. Run it under callgrind with two counts to get the instructions of one decision.

func cpuNanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

func nanoseconds(_ clock: clockid_t) -> Int64 {
  var time = timespec()
  clock_gettime(clock, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

func memoryKiB(_ name: String) -> Int {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") } ?? ""
  return Int(line.filter(\.isNumber)) ?? 0
}

func measure(_ domain: String, _ iterations: Int, _ paths: [String]) throws {
  let porcs = try paths.map { Array(try Data(contentsOf: URL(fileURLWithPath: $0))) }
  let text = Array(try Data(contentsOf: URL(fileURLWithPath: domain)))
  let begin = cpuNanoseconds()
  let bundles = try BundleLoader { _ in .success(text) }.load([domain])
  let snapshot = try PolicySnapshot(bundles)
  let loading = cpuNanoseconds() - begin
  var random: UInt64 = 1
  let engine = Engine(
    snapshot,
    environment: EngineEnvironment(
      nowNanoseconds: { nanoseconds(CLOCK_REALTIME) }, elapsedNanoseconds: { nanoseconds(CLOCK_MONOTONIC) },
      random: {
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return random
      }))
  func decide(_ porc: [UInt8]) throws -> Bool {
    try porc.withUnsafeBufferPointer { try engine.decide(json: $0).allowed }
  }
  let answers = try porcs.map(decide)
  for _ in 0..<min(iterations, 200) { for porc in porcs { _ = try decide(porc) } }
  let allocations = allocation_count()
  let start = cpuNanoseconds()
  for _ in 0..<iterations { for porc in porcs { _ = try decide(porc) } }
  let time = cpuNanoseconds() - start
  let made = allocation_count() - allocations
  let decisions = Double(max(iterations * porcs.count, 1))
  print(
    "{\"load_cpu_seconds\":\(Double(loading) / 1e9),\"nanoseconds\":\(Double(time) / decisions),"
      + "\"allocations\":\(Double(made) / decisions),\"rss_kib\":\(memoryKiB("VmRSS")),"
      + "\"peak_kib\":\(memoryKiB("VmHWM")),\"allowed\":\(answers)}")
}

guard CommandLine.arguments.count >= 4, let iterations = Int(CommandLine.arguments[2]) else {
  FileHandle.standardError.write(Data("usage: decide DOMAIN ITERATIONS PORC…\n".utf8))
  exit(2)
}
do { try measure(CommandLine.arguments[1], iterations, Array(CommandLine.arguments[3...])) } catch {
  FileHandle.standardError.write(Data("\(CommandLine.arguments[1]): \(error)\n".utf8))
  exit(1)
}
