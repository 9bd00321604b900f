import Foundation
import Testing

@Suite struct DoctorPageTests {
  @Test("the page shows every finding with its example") func page() throws {
    let page = try String(contentsOf: DoctorPage.url, encoding: .utf8)
    let corrected = DoctorPage.corrected(page)
    if ProcessInfo.processInfo.environment["WRITE_DOCS"] != nil {
      try corrected.write(to: DoctorPage.url, atomically: true, encoding: .utf8)
    } else {
      #expect(page == corrected, "`WRITE_DOCS=1 swift test --filter DoctorPageTests` writes the page anew")
    }
  }
}
