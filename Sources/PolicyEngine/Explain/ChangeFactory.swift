import PolicyDomain
import Rego

/// Makes changes of one request, with words and costs.
struct ChangeFactory {
  let snapshot: PolicySnapshot
  /// Whether the request gives its resource by its MRN alone, so that the domain says what the resource is.
  let isResourceByMRN: Bool
  /// Whether the caller has no subject.
  let isNobody: Bool
  let operation: String

  /// Values are not longer than this.
  private static let valueBytesMax = 2_000

  private static let byRule = ", by an entry of `resources` for it alone"

  // MARK: Entities

  func role(_ mrn: String) -> RequestChange {
    let isKnown = snapshot.bundles.find(.role, mrn) != nil
    return RequestChange(
      edit: .append(["principal", "mroles"], JSONWriter.quoted(mrn)), kind: .role,
      text: "give the caller the role `\(mrn)`" + (isKnown ? "" : ", which the domain does not define"),
      cost: isKnown ? 10 : 15)
  }

  func group(_ mrn: String) -> RequestChange {
    RequestChange(
      edit: .append(["principal", "mgroups"], JSONWriter.quoted(mrn)), kind: .group,
      text: "put the caller into the group `\(mrn)`", cost: 11)
  }

  func scope(_ mrn: String) -> RequestChange {
    RequestChange(
      edit: .append(["principal", "scopes"], JSONWriter.quoted(mrn)), kind: .scope,
      text: "add the scope `\(mrn)` to the token", cost: 10)
  }

  var unlimited: RequestChange {
    RequestChange(
      edit: .remove(["principal", "scopes"]), kind: .scopeLimit, text: "use a token that is not limited to scopes",
      cost: 12)
  }

  var caller: RequestChange {
    RequestChange(
      edit: .set(["principal", "sub"], JSONWriter.quoted("someone")), kind: .principal,
      text: "call with a token: any subject, here `someone`", cost: 10, isExample: true)
  }

  func resourceGroup(_ index: Int) -> RequestChange {
    let mrn = snapshot.resourceGroups[index].mrn.string ?? ""
    let edit: RequestChange.Edit =
      isResourceByMRN ? .resourceGroup(index) : .set(["resource", "group"], JSONWriter.quoted(mrn))
    return RequestChange(
      edit: edit, kind: .resourceGroup,
      text: "move the resource into the resource group `\(mrn)`\(isResourceByMRN ? Self.byRule : "")", cost: 40)
  }

  func operationPolicy(_ index: Int) -> RequestChange {
    let mrn = snapshot.policies[index].mrn.string ?? ""
    return RequestChange(
      edit: .operationPolicy(index), kind: .operation,
      text: "let the policy `\(mrn)` decide about `\(operation)`, by an entry of `operations` for it alone", cost: 60)
  }

  // MARK: Values

  /// Sets what stands at these keys; nil when that is no change that anybody may suggest.
  func setting(_ path: [Value], to value: Value) -> RequestChange? {
    guard let keys = keys(path), let json = json(value) else { return nil }
    switch (keys[0], keys.count) {
    case ("principal", 2) where keys[1] == "sub":
      return RequestChange(
        edit: .set(keys, json), kind: .principal,
        text: "call \(isNobody ? "with a token of" : "as") `\(value.string ?? json)`",
        cost: isNobody ? 11 : 50)
    case ("principal", _) where ["mroles", "mgroups", "scopes"].contains(keys[1]): return nil
    case ("resource", 2) where keys[1] == "group":
      let index = value.tag == .string ? snapshot.resourceGroups.find(value) : -1
      return index < 0 ? nil : resourceGroup(index)
    case ("resource", 3) where keys[1] == "annotations":
      return RequestChange(
        edit: isResourceByMRN ? .resourceAnnotation(keys[2], json) : .set(keys, json), kind: .resourceAttribute,
        text: "give the resource the annotation `\(keys[2])` with the value \(json)", cost: 35)
    case ("resource", 2) where ["owner", "classification"].contains(keys[1]):
      return RequestChange(
        edit: .set(keys, json), kind: .resourceAttribute, text: "set the resource's \(keys[1]) to \(json)", cost: 40)
    case ("resource", _): return nil
    default: return RequestChange(edit: .set(keys, json), kind: kind(keys), text: words(keys, json), cost: cost(keys))
    }
  }

  /// Adds an element to the list at these keys.
  func adding(_ value: Value, to path: [Value]) -> RequestChange? {
    guard let keys = keys(path), let json = json(value) else { return nil }
    if keys.count == 2, keys[0] == "principal", let mrn = value.string {
      switch keys[1] {
      case "mroles": return role(mrn)
      case "mgroups": return group(mrn)
      case "scopes": return scope(mrn)
      default: break
      }
    }
    guard keys[0] != "resource" else { return nil }
    let place = name(keys)
    return RequestChange(
      edit: .append(keys, json), kind: kind(keys), text: "add \(json) to \(place)", cost: cost(keys))
  }

  /// Puts something where there is nothing, or false.
  func presenting(_ path: [Value], insteadOf value: Value) -> RequestChange? {
    guard let keys = keys(path, least: 1) else { return nil }
    if keys == ["principal"] || keys == ["principal", "sub"] {
      return value.isUndefined || value.count == 0 ? caller : nil
    }
    guard keys.count > 1, value.isUndefined || value.isFalse || value.tag == .null else { return nil }
    return setting(path, to: .true)
  }

  func removing(_ path: [Value]) -> RequestChange? {
    guard let keys = keys(path), ["principal", "context"].contains(keys[0]), keys != ["principal", "sub"] else {
      return nil
    }
    if keys == ["principal", "scopes"] { return unlimited }
    if keys.count == 2, ["mroles", "mgroups", "mannotations"].contains(keys[1]) { return nil }
    return RequestChange(edit: .remove(keys), kind: kind(keys), text: "take away \(name(keys))", cost: cost(keys) + 2)
  }

  /// Names of members; nil where one is none, or names a credential, or is what the request asks about.
  private func keys(_ path: [Value], least: Int = 2) -> [String]? {
    let keys = path.compactMap(\.string)
    guard keys.count == path.count, keys.count >= least, !keys.contains(where: ValuePresentation.isSecret) else {
      return nil
    }
    return keys[0] == "operation" || keys.prefix(2) == ["resource", "id"] ? nil : keys
  }

  private func json(_ value: Value) -> String? {
    if value.isUndefined { return nil }
    let text = JSONWriter.string(value)
    return text.utf8.count <= Self.valueBytesMax ? text : nil
  }

  private func kind(_ keys: [String]) -> RemedyChange.Kind {
    if keys[0] == "context" { return .context }
    return keys[0] == "principal" && keys[1] == "mannotations" ? .annotation : .attribute
  }

  private func cost(_ keys: [String]) -> Int {
    switch kind(keys) {
    case .annotation: 20
    case .context: 30
    default: keys[0] == "principal" ? 25 : 35
    }
  }

  private func name(_ keys: [String]) -> String {
    if kind(keys) == .annotation, keys.count == 3 { return "the caller's annotation `\(keys[2])`" }
    return "`\(keys.joined(separator: "."))`"
  }

  private func words(_ keys: [String], _ json: String) -> String { "set \(name(keys)) to \(json)" }
}
