import MeshDoctor
import Testing

/// Where routes turn the filter off and on.
@Suite struct RouteSwitchTests {
  private static let type = "\"@type\": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute"
  private static let off = "typed_per_filter_config: {envoy.filters.http.ext_authz: {\(type), disabled: true}}"
  private static let on = "typed_per_filter_config: {envoy.filters.http.ext_authz: {\(type), check_settings: {}}}"
  private static let wrapped =
    "typed_per_filter_config: {envoy.filters.http.ext_authz: {\"@type\": "
    + "type.googleapis.com/envoy.config.route.v3.FilterConfig, disabled: true}}"

  @Test(
    "off for everybody is an error, off for some is a note",
    arguments: [
      ("route_config:", "route_config:\n  \(off)", ["all-routes-disabled"]),
      ("route_config:", "route_config:\n  \(wrapped)", ["all-routes-disabled"]),
      ("domains: [\"*\"]", "domains: [a.example, \"*\"]\n\(off)", ["all-routes-disabled"]),
      ("domains: [\"*\"]", "domains: [a.example]\n\(off)", ["route-disabled"]),
      ("# ROUTE", off, ["route-disabled"]),
    ])
  func scopes(_ place: String, _ text: String, _ codes: [String]) {
    var files = DoctorCase(.envoy)
    files.replace(place, with: text, in: .envoy)
    #expect(files.codes == codes)
    guard place != "# ROUTE" else { return }
    files.replace("# ROUTE", with: Self.on, in: .envoy)
    #expect(files.codes == ["route-disabled"])
  }

  @Test("a filter that is off is not turned on under another name") func otherName() {
    var files = DoctorCase(.envoy)
    files.replace(
      "- name: envoy.filters.http.ext_authz", with: "- name: envoy.filters.http.ext_authz\n  disabled: true",
      in: .envoy)
    files.replace("# ROUTE", with: Self.on.replacing("{envoy.filters.http.ext_authz:", with: "{authz:"), in: .envoy)
    #expect(files.codes == ["filter-off", "unmatched-route-setting"])
  }

  @Test("with routes from elsewhere nobody knows") func unseen() {
    var files = DoctorCase(.envoy)
    files.replace(
      "- name: envoy.filters.http.ext_authz", with: "- name: envoy.filters.http.ext_authz\n  disabled: true",
      in: .envoy)
    files.replace("route_config:", with: "rds: {route_config_name: shop}\nunused:", in: .envoy)
    #expect(files.codes == ["filter-disabled"])
  }

  @Test("what another name sets is not set") func extensions() {
    var files = DoctorCase(.envoy, .domain)
    files.read("input.context_extensions.tenant")
    let settings = "check_settings: {context_extensions: {tenant: a}}"
    files.replace(
      "# ROUTE", with: "typed_per_filter_config: {authz: {\(Self.type), \(settings)}}", in: .envoy)
    #expect(files.codes == ["context-extension-not-set", "unmatched-route-setting"])
  }
}
