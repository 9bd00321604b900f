// Unsafe: scratch memory of one engine, behind one pointer so that reaching it costs no check.

import Rego

/// What one engine keeps between the steps of a decision.
struct DecisionState {
  /// Counts decisions; tells results of this decision from older ones.
  var number: UInt64 = 0
  var record = AccessRecord()
  /// What the phases said, once they ran.
  var outcomes = PhaseOutcomes()
  var references = ScratchList<ReferenceEntry>()
  /// Roles of the request and of its groups, each once.
  var roles = ScratchList<RoleClaim>()
  var groups = ScratchList<Value>()
  var scopes = ScratchList<Value>()
  /// What each policy came out as, by index.
  var results: UnsafeMutablePointer<PolicyResult>
  /// The decision in which each role was seen last, by index.
  var roleSeen: UnsafeMutablePointer<UInt64>
  /// When the last step ended.
  var nowNanoseconds: Int64 = 0
  /// How often a claim was a string where a list belongs.
  var stringClaims: UInt64 = 0

  init(policyCount: Int, roleCount: Int) {
    results = .allocate(capacity: max(1, policyCount))
    results.initialize(repeating: PolicyResult(), count: max(1, policyCount))
    roleSeen = .allocate(capacity: max(1, roleCount))
    roleSeen.initialize(repeating: 0, count: max(1, roleCount))
  }

  func free() {
    references.free()
    roles.free()
    groups.free()
    scopes.free()
    results.deallocate()
    roleSeen.deallocate()
  }
}

/// What a policy came out as in one decision. Roles and scopes often share policies, and one input has one outcome.
struct PolicyResult: BitwiseCopyable {
  var number: UInt64 = 0
  /// The rule's value; undefined when there is none or when the evaluation failed.
  var value = Value.undefined
  /// Why the evaluation failed, or undefined.
  var failure = Value.undefined
  var nanoseconds: Int64 = 0
}

/// The request after everything that is looked up before policies run.
struct RealisedRequest: BitwiseCopyable {
  /// The document that policies see.
  var porc: Value
  /// A string, or the empty string where it is none.
  var operation: Value
  var resource: RealisedResource
}

/// The resource of a request.
struct RealisedResource: BitwiseCopyable {
  /// What policies see.
  var value: Value
  /// Strings, perhaps empty.
  var id: Value
  var group: Value
  /// Index of the resource group; -1 when nothing has the MRN.
  var groupIndex: Int
  /// Whether nothing took the resource: no rule and no default group, or who else was asked could not say.
  var isUnresolved: Bool
  /// The name of an annotation that JSON has no value for, or undefined.
  var unrepresentable: Value
  /// Why who else was asked could not say; undefined where nobody was, or could.
  var failure = Value.undefined
}
