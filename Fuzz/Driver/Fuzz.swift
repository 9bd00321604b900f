// The package manager calls a program's main by the program's name, so libFuzzer is run as a library. FUZZ_TARGET names
// the target.
internal import FuzzTargets
internal import Glibc
internal import PlatformFuzzTargets

private typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>, _ arguments: UnsafeMutablePointer<Arguments>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

private let target: FuzzTarget = {
  let targets = FuzzTarget.engine + FuzzTarget.platform
  let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
  guard let target = targets.first(where: { $0.name == name }) else {
    print("FUZZ_TARGET must be one of \(targets.map(\.name).joined(separator: ", "))")
    exit(2)
  }
  return target
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  do throws(FuzzTarget.BrokenProperty) { try target.run(UnsafeBufferPointer(start: start, count: count)) } catch {
    fatalError("broken property: \(error)")
  }
  return 0
}

@_cdecl("Fuzz_main")
public func main(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
  var (count, arguments) = (count, arguments)
  return runDriver(&count, &arguments) { testOneInput($0, $1) }
}
