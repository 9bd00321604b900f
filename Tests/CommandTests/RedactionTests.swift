import Rego
import Testing

@testable import mpe

struct RedactionTests {
  @Test(
    "takes secrets out by their names and by their looks, and leaves everything else",
    arguments: [
      (#"{"Authorization":"x","a":"b"}"#, #"{"Authorization":"[redacted]","a":"b"}"#),
      (
        #"{"context":{"headers":{"cookie":["a"],"set-cookie":1,"x-api-key":"k","proxy-authorization":"p","host":"h"}}}"#,
        #"{"context":{"headers":{"cookie":"[redacted]","host":"h","proxy-authorization":"[redacted]","#
          + #""set-cookie":"[redacted]","x-api-key":"[redacted]"}}}"#
      ),
      (
        #"{"accessToken":{"a":1},"client_secret":null,"oldPassword":"p","t":1}"#,
        #"{"accessToken":"[redacted]","client_secret":"[redacted]","oldPassword":"[redacted]","t":1}"#
      ),
      (
        #"["Bearer abc","basic YTpi","eyJhbGciOiJub25lIn0.e30.","eyJ","basically"]"#,
        #"["[redacted]","[redacted]","[redacted]","eyJ","basically"]"#
      ),
      (
        #"["/a?b=c&access_token=x","/a?password=x#y","/tokens/7?x=y","/a?q=token","token = 7"]"#,
        #"["[redacted]","[redacted]","/tokens/7?x=y","/a?q=token","token = 7"]"#
      ),
      ("[1,true,null,[],{}]", "[1,true,null,[],{}]"),
    ])
  func secrets(text: String, shown: String) throws {
    #expect(try Document(json: text).withValue { Redaction.json($0) } == shown)
  }

  @Test("what lies very deep is not shown")
  func depth() throws {
    let deep = String(repeating: "[", count: 500) + "\"a\"" + String(repeating: "]", count: 500)
    let shown = try Document(json: deep).withValue { Redaction.json($0) }
    #expect(shown.contains("[redacted]") && !shown.contains("\"a\""))
  }
}
