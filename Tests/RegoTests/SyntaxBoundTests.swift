import Foundation
import Rego
import Testing

struct SyntaxBoundTests {
  /// What nests, before and after a core.
  static let shapes: [(String, String)] = [
    ("[", "]"), ("{", "}"), ("{\"a\": ", "}"), ("(", ")"), ("1 + (", ")"), ("1 == 1 | 1 & 1 - 1 * (", ")"), ("f(", ")"),
    ("a[", "]"), ("[1 | ", "]"), ("{1 | ", "}"), ("{1: 1 | ", "}"), ("{1: 1 + ", "}"), ("$\"{", "}\""),
    ("[x | every x in y { ", "}]"), ("[x | x with input as ", "]"), ("[x | some x in ", "]"), ("[x,", ""),
    ("{x | ", ""),
    ("-", ""), ("{1, {", "}, 1}"),
  ]

  private static func text(_ shape: (String, String), _ levels: Int) -> String {
    "package p\nq := " + String(repeating: shape.0, count: levels) + "1"
      + String(repeating: shape.1, count: levels) + "\n"
  }

  @Test("no depth overflows the stack of a thread of 512 KiB")
  func smallStack() throws {
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      for shape in Self.shapes {
        for levels in [1, 20, 33, 49, 50, 98, 99, 100, 101, 200, 1_000, 20_000] {
          for version in [RegoVersion.v1, .v0] {
            let source = SourceText(name: "", text: Self.text(shape, levels))
            if let module = try? Parser.module(source, version: version) { _ = module.rules.map(\.description) }
          }
        }
      }
      done.signal()
    }
    #if ARENA_GUARDS
      // Built for a memory checker, whose frames are several times as large.
      thread.stackSize = 8 * 1024 * 1024
    #else
      thread.stackSize = 512 * 1024
    #endif
    thread.start()
    done.wait()
  }

  @Test("a text nested too deeply is one error", arguments: [150, 5_000])
  func depthError(_ levels: Int) {
    let found = Syntax.findings(Self.text(("[", "]"), levels))
    #expect(found.count == 1)
    #expect(found.first?.hasSuffix("max parsing recursion depth exceeded") == true)
  }

  @Test("a chain of operators is bounded as well, since the tree nests it")
  func operatorChain() throws {
    let chain = { (count: Int) in "q := 1" + String(repeating: " + 1", count: count) + "\n" }
    #expect(try Syntax.module(chain(150)).rules.count == 1)
    #expect(throws: Diagnostics.self) { try Syntax.module(chain(500)) }
  }

  /// Texts of many equal pieces: were a piece to cost more the more there are, these would not end.
  static let long: [(String, String, String)] = [
    ("q := [", "1 + 2, ", "3]"), ("q := {", "\"a\": [1], ", "\"b\": 2}"), ("q if {", " x == y\n", "}"),
    ("", "# METADATA\n# title: t\nq := 1\n", ""), ("", "q if { x[_] | y; not z } ", ""), ("q := \"", "\\q", "\""),
    ("q if {", "x == ;", "}"), ("q := a", ".b[0]", ""), ("q if { x", " with input.x as 1", "}"),
    ("q := $\"", "a{x}", "\""),
    ("q := 1", "\u{0}", ""), ("q := f(1", ", {x | y}", ")"), ("", "a { b } ", ""), ("q if { some a", ", a", "; true }"),
  ]

  @Test("time grows with the length alone", .timeLimit(.minutes(2)), arguments: long.indices)
  func linear(_ index: Int) {
    let (start, piece, end) = Self.long[index]
    let text = "package p\n" + start + String(repeating: piece, count: 20_000) + end + "\n"
    _ = try? Parser.module(SourceText(name: "", text: text))
  }
}
