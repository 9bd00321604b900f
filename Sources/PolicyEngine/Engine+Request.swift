// Unsafe: reads and builds values in place.

import PolicyDomain
import Rego

extension Engine {
  private var names: WellKnown { snapshot.names }

  /// Builds the document that policies see: the PORC with its resource looked up and its annotations merged.
  ///
  /// Returns nil when it cannot be written as JSON; then the record says why, and the request is denied.
  func realise(_ porc: Value) -> RealisedRequest? {
    let principal = porc.member(names.principal)
    readClaims(principal)
    let annotated = annotate(principal)
    let resource = realiseResource(porc.member(names.resource))
    let operation = stringOrEmpty(porc.member(names.operation))
    state.pointee.record.operation = operation
    state.pointee.record.resource = resource.id
    if principal.tag == .object {
      state.pointee.record.subject = principal.member(names.sub)
      state.pointee.record.realm = principal.member(names.mrealm)
    }
    let unrepresentable = annotated.unrepresentable.isUndefined ? resource.unrepresentable : annotated.unrepresentable
    if !unrepresentable.isUndefined {
      refuse(resource.id, GoText.message("cannot be written as JSON: annotation ", unrepresentable, in: arena))
      return nil
    }
    if arena.isExhausted {
      refuse(resource.id, arena.string("the request needs more memory than a decision may take"))
      return nil
    }
    var builder = ObjectBuilder(arena, capacity: porc.count + 1)
    for entry in porc.unorderedEntries { builder.append(entry.key, entry.value) }
    if !annotated.principal.isUndefined { builder.set(names.principal, annotated.principal) }
    builder.set(names.resource, resource.value)
    return RealisedRequest(porc: builder.finish(), operation: operation, resource: resource)
  }

  /// Records why the policies are not asked.
  private func refuse(_ resource: Value, _ reason: Value) {
    record(
      ReferenceEntry(
        id: resource, phase: .resource, policy: -1, isGranted: false, code: .invalidParameter, reason: reason,
        nanoseconds: 0))
  }

  func stringOrEmpty(_ value: Value) -> Value { value.tag == .string ? value : names.empty }

  // MARK: Claims

  /// Lists the request's scopes and groups, and its roles with those of its groups, each role once.
  private func readClaims(_ principal: Value) {
    state.pointee.roles.removeAll()
    state.pointee.groups.removeAll()
    state.pointee.scopes.removeAll()
    guard principal.tag == .object, principal.count > 0 else { return }
    var unknown = UnknownRoles(arena)
    for element in claim(principal, names.mroles).elements where element.tag == .string {
      addRole(RoleClaim(mrn: element, role: snapshot.roles.find(element)), &unknown)
    }
    for element in claim(principal, names.mgroups).elements where element.tag == .string {
      state.pointee.groups.append(element)
      let group = snapshot.groups.find(element)
      guard group >= 0 else { continue }
      let entry = snapshot.groups[group]
      for index in 0..<entry.roleCount { addRole(entry.roles[index], &unknown) }
    }
    for element in claim(principal, names.scopes).elements where element.tag == .string {
      state.pointee.scopes.append(element)
    }
  }

  private func addRole(_ claim: RoleClaim, _ unknown: inout UnknownRoles) {
    if claim.role >= 0 {
      if state.pointee.roleSeen[claim.role] == state.pointee.number { return }
      state.pointee.roleSeen[claim.role] = state.pointee.number
    } else if !unknown.insert(claim.mrn) {
      return
    }
    state.pointee.roles.append(claim)
  }

  /// A list claim. A string counts as empty unless the host lets it be split; anything else but an array is empty.
  private func claim(_ principal: Value, _ name: Value) -> Value {
    let value = principal.member(name)
    if value.tag == .array { return value }
    if value.tag == .string {
      state.pointee.stringClaims += 1
      if options.splitsStringClaims { return split(value) }
    }
    return Value(tag: .array)
  }

  private func split(_ text: Value) -> Value {
    var parts = ArrayBuilder(arena)
    let bytes = text.utf8
    var start = 0
    for index in 0...bytes.count {
      let isEnd = index == bytes.count || bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: ",")
      guard isEnd else { continue }
      if index > start { parts.append(arena.string(UnsafeBufferPointer(rebasing: bytes[start..<index]))) }
      start = index + 1
    }
    return parts.finish()
  }

  // MARK: Annotations

  /// The principal with its merged annotations, or undefined when it stays as it is.
  private func annotate(_ principal: Value) -> (principal: Value, unrepresentable: Value) {
    guard principal.tag == .object, principal.count > 0 else { return (.undefined, .undefined) }
    let own = principal.member(names.mannotations)
    var merged = AnnotationAccumulator(arena, top: own.tag == .object ? own : .undefined)
    for index in 0..<state.pointee.scopes.count {
      let scope = snapshot.scopes.find(state.pointee.scopes[index])
      if scope >= 0, snapshot.scopes[scope].policy >= 0 { merged.addBelow(snapshot.scopes[scope].annotations) }
    }
    for index in 0..<state.pointee.groups.count {
      let group = snapshot.groups.find(state.pointee.groups[index])
      if group >= 0 { merged.addBelow(snapshot.groups[group].annotations) }
    }
    for index in 0..<state.pointee.roles.count {
      let role = state.pointee.roles[index].role
      if role >= 0, snapshot.roles[role].policy >= 0 { merged.addBelow(snapshot.roles[role].annotations) }
    }
    let annotations = merged.finish()
    let unrepresentable = merged.unrepresentableName(in: annotations)
    var builder = ObjectBuilder(arena, capacity: principal.count + 1)
    for entry in principal.unorderedEntries { builder.append(entry.key, entry.value) }
    builder.set(names.mannotations, annotations.isUndefined ? names.emptyObject : annotations)
    return (builder.finish(), unrepresentable)
  }

  // MARK: Resource

  private func realiseResource(_ resource: Value) -> RealisedResource {
    switch resource.tag {
    case .string: return resolve(resource)
    case .object: return describe(resource)
    default:
      return RealisedResource(
        value: names.emptyObject, id: names.empty, group: names.empty,
        groupIndex: snapshot.resourceGroups.find(names.empty), isUnresolved: false, unrepresentable: .undefined)
    }
  }

  /// A resource by its MRN: what the host knows of it, else the first rule that matches, else the default group.
  private func resolve(_ mrn: Value) -> RealisedResource {
    if let resolve = environment.resolveResource {
      switch resolve(mrn.string ?? "") {
      case .resource(let known): return realised(known)
      case .unknown: break
      case .failed(let reason): return unresolved(mrn, failure: arena.string(reason))
      }
    }
    for routes in snapshot.resources {
      let match = routes.selectors.firstMatch(mrn)
      if match >= 0 {
        let entry = routes.entries[match]
        return realised(
          mrn, entry.group, entry.groupIndex, annotations: entry.annotations, unrepresentable: entry.unrepresentable)
      }
    }
    guard snapshot.defaultGroup >= 0 else { return unresolved(mrn, failure: .undefined) }
    let group = snapshot.resourceGroups[snapshot.defaultGroup]
    return realised(
      mrn, group.mrn, snapshot.defaultGroup, annotations: snapshot.defaultAnnotations,
      unrepresentable: snapshot.defaultUnrepresentable)
  }

  private func unresolved(_ mrn: Value, failure: Value) -> RealisedResource {
    var builder = ObjectBuilder(arena, capacity: 1)
    if mrn.count > 0 { builder.append(names.id, mrn) }
    return RealisedResource(
      value: builder.finish(), id: mrn, group: names.empty, groupIndex: -1, isUnresolved: true,
      unrepresentable: .undefined, failure: failure)
  }

  /// What the host knows, with the annotations of its group below.
  private func realised(_ known: ResourceDescription) -> RealisedResource {
    let group = arena.string(known.group)
    let groupIndex = snapshot.resourceGroups.find(group)
    let own = known.annotations.withValue { arena.copy($0) }
    var merged = AnnotationAccumulator(arena, top: own.tag == .object ? own : .undefined)
    if groupIndex >= 0 { merged.addBelow(snapshot.resourceGroups[groupIndex].annotations) }
    let annotations = merged.finish()
    let id = arena.string(known.id)
    var builder = ObjectBuilder(arena, capacity: 5)
    if id.count > 0 { builder.append(names.id, id) }
    appendString(arena.string(known.owner), names.owner, &builder)
    if group.count > 0 { builder.append(names.group, group) }
    if annotations.tag == .object, annotations.count > 0 { builder.append(names.annotations, annotations) }
    appendString(arena.string(known.classification), names.classification, &builder)
    return RealisedResource(
      value: builder.finish(), id: id, group: group, groupIndex: groupIndex, isUnresolved: false,
      unrepresentable: merged.unrepresentableName(in: annotations))
  }

  private func realised(
    _ mrn: Value, _ group: Value, _ groupIndex: Int, annotations: Value, unrepresentable: Value
  ) -> RealisedResource {
    var builder = ObjectBuilder(arena, capacity: 3)
    if mrn.count > 0 { builder.append(names.id, mrn) }
    if group.count > 0 { builder.append(names.group, group) }
    if annotations.count > 0 { builder.append(names.annotations, annotations) }
    return RealisedResource(
      value: builder.finish(), id: mrn, group: group, groupIndex: groupIndex, isUnresolved: false,
      unrepresentable: unrepresentable)
  }

  /// A resource that the request describes: five members, empty ones left out, everything else dropped.
  private func describe(_ resource: Value) -> RealisedResource {
    let id = stringOrEmpty(resource.member(names.id))
    let group = stringOrEmpty(resource.member(names.group))
    var builder = ObjectBuilder(arena, capacity: 5)
    if id.count > 0 { builder.append(names.id, id) }
    appendString(resource.member(names.owner), names.owner, &builder)
    if group.count > 0 { builder.append(names.group, group) }
    let annotations = resource.member(names.annotations)
    if annotations.tag == .object, annotations.count > 0 { builder.append(names.annotations, annotations) }
    appendString(resource.member(names.classification), names.classification, &builder)
    return RealisedResource(
      value: builder.finish(), id: id, group: group, groupIndex: snapshot.resourceGroups.find(group),
      isUnresolved: false, unrepresentable: .undefined)
  }

  private func appendString(_ value: Value, _ name: Value, _ builder: inout ObjectBuilder) {
    if value.tag == .string, value.count > 0 { builder.append(name, value) }
  }
}

/// Roles of a request that no domain defines, each once.
private struct UnknownRoles {
  private let arena: Arena
  private var seen: SetBuilder?

  init(_ arena: Arena) { self.arena = arena }

  /// False when the role was there already.
  mutating func insert(_ mrn: Value) -> Bool {
    var set = seen ?? SetBuilder(arena)
    let before = set.count
    set.insert(mrn)
    seen = set
    return set.count > before
  }
}
