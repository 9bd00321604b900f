// Unsafe: reads and builds values in place.

import PolicyDomain
public import Rego

/// The mappers that may turn requests into PORCs.
struct MapperChoice {
  /// Indices of the snapshot's mappers.
  let candidates: [Int]

  /// The mapper of one domain, or the only one there is. Several in one domain are told apart by their selectors.
  static func make(_ snapshot: PolicySnapshot, domain: String?) -> Result<MapperChoice, EngineError> {
    let domain = domain == "" ? nil : domain
    let all = snapshot.mappers.indices.filter { domain == nil || snapshot.mappers[$0].domain == domain }
    if let domain {
      guard snapshot.domainNames.contains(domain) else {
        return .failure(EngineError(.mapper, "domain '\(domain)' not found", reason: .notFound))
      }
      if all.isEmpty {
        return .failure(EngineError(.mapper, "no mappers found in domain '\(domain)'", reason: .notFound))
      }
    }
    if all.isEmpty { return .failure(EngineError(.mapper, "no mappers found in any domain", reason: .notFound)) }
    if Set(all.map { snapshot.mappers[$0].domain }).count > 1 {
      return .failure(
        EngineError(
          .mapper, "multiple mappers found across domains, please specify a domain name using --name/-n"))
    }
    if all.count > 1, let broken = all.flatMap({ snapshot.mappers[$0].brokenSelectors }).first {
      return .failure(EngineError(.mapper, "several mappers need selectors to choose by: \(broken)"))
    }
    return .success(MapperChoice(candidates: all))
  }
}

extension PolicySnapshot {
  /// Why no mapper can be chosen, or nil when one can: a server says so before it takes requests.
  /// - Parameter domain: the domain that the host named, or nil.
  public func mapperProblem(domain: String?) -> EngineError? {
    if case .failure(let error) = MapperChoice.make(self, domain: domain) { return error }
    return nil
  }
}

extension Engine {
  /// What the mapper makes of a request: the PORC, in this engine's arena.
  /// - Parameter input: valid until the next ``begin()``.
  /// - Throws: when there is no mapper, or it gives no result.
  public func map(_ input: Value) throws(EngineError) -> Value {
    let mapper = try mapperIndex(for: input)
    let result: Value
    evaluator.builtins.nowNanoseconds = environment.nowNanoseconds()
    if tracer != nil { trace(mapper: mapper, input) }
    do throws(Diagnostic) {
      result = try evaluator.evaluate(snapshot.mappers[mapper].query, input: input)
    } catch {
      throw EngineError(.mapping, "failed to evaluate mapper Rego: \(error)", reason: .evaluation)
    }
    if result.isUndefined {
      throw EngineError(
        .mapping,
        "failed to evaluate mapper Rego: no opa results: \(snapshot.mappers[mapper].name), query: data.mapper.porc",
        reason: .evaluation)
    }
    return PlainJSON.of(result, in: arena)
  }

  /// The index of the mapper for a request.
  func mapperIndex(for input: Value) throws(EngineError) -> Int {
    let candidates = try mapperChoice.get().candidates
    if candidates.count == 1 { return candidates[0] }
    let names = snapshot.names
    for text in [
      member(input, names.destination, names.principal), member(input, names.request, names.http, names.host),
    ] where text.tag == .string && text.count > 0 {
      for candidate in candidates where snapshot.mappers[candidate].selectors.firstMatch(text) >= 0 {
        return candidate
      }
    }
    throw EngineError(
      .mapper, "no mapper's selector matches the destination's principal or the host", reason: .notFound)
  }

  private func member(_ value: Value, _ path: Value...) -> Value {
    path.reduce(value) { $0.tag == .object ? $0.member($1) : .undefined }
  }

  /// Decides about a request: maps it and decides about the PORC. A mapper that gives no PORC denies, with a record
  /// that says why.
  public func check(mapperInput: Value) -> Decision {
    let start = environment.elapsedNanoseconds()
    let porc: Value
    do throws(EngineError) { porc = try map(mapperInput) } catch {
      return denied(error, since: start)
    }
    do throws(EngineError) { return try decide(porc: porc) } catch {
      let failure = EngineError(.mapping, "the mapper gave no PORC: \(error)", reason: .evaluation)
      return denied(failure, since: start)
    }
  }

  /// Denies a request before its mapper, because what it says could be read in more than one way.
  /// - Parameter reason: for the record and for logs.
  public func refuse(_ reason: String) -> Decision {
    denied(
      EngineError(.mapping, reason, reason: .invalidParameter), since: environment.elapsedNanoseconds())
  }

  private func denied(_ error: EngineError, since start: Int64) -> Decision {
    renew()
    state.pointee.record.id = DecisionID(random: environment.random)
    state.pointee.record.timestampNanoseconds = environment.nowNanoseconds()
    record(
      ReferenceEntry(
        id: snapshot.names.empty, phase: .unspecified, policy: -1, isGranted: false, code: error.reasonCode,
        reason: arena.string(error.message), nanoseconds: 0))
    state.pointee.record.overallNanoseconds = max(0, environment.elapsedNanoseconds() - start)
    return Decision(self)
  }
}

/// Values as JSON has them: sets become arrays, keys that are no strings become their text.
enum PlainJSON {
  static func of(_ value: Value, in arena: Arena) -> Value { isPlain(value) ? value : rebuilt(value, in: arena) }

  private static func isPlain(_ value: Value) -> Bool {
    switch value.tag {
    case .set: false
    case .array: value.elements.allSatisfy(isPlain)
    case .object: value.unorderedEntries.allSatisfy { $0.key.tag == .string && isPlain($0.value) }
    default: true
    }
  }

  private static func rebuilt(_ value: Value, in arena: Arena) -> Value {
    switch value.tag {
    case .set: return arena.array(value.sortedMembers.map { of($0, in: arena) })
    case .array: return arena.array(value.elements.map { of($0, in: arena) })
    case .object:
      var builder = ObjectBuilder(arena, capacity: value.count)
      for entry in value.sortedEntries {
        let key = entry.key.tag == .string ? entry.key : arena.string(JSONWriter.string(entry.key))
        builder.set(key, of(entry.value, in: arena))
      }
      return builder.finish()
    default: return value
    }
  }
}
