// libFuzzer brings main and calls this; FUZZ_TARGET names the target.
internal import FuzzTargets
internal import Glibc
internal import PlatformFuzzTargets

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
