// libFuzzer brings its own main; ours picks the target first. FUZZ_TARGET names it.
internal import FuzzTargets
internal import Glibc
internal import PlatformFuzzTargets

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

let targets = FuzzTarget.engine + FuzzTarget.platform
let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
guard let target = targets.first(where: { $0.name == name }) else {
  fputs("FUZZ_TARGET must be one of \(targets.map(\.name).joined(separator: ", "))\n", stderr)
  exit(2)
}
var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
exit(
  runDriver(&count, &arguments) { start, count in
    do throws(FuzzTarget.BrokenProperty) { try target.run(UnsafeBufferPointer(start: start, count: count)) } catch {
      fatalError("broken property: \(error)")
    }
    return 0
  })
