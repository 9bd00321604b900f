/// The rules about domains.
public enum DomainRules {
  /// Those that look at one file.
  public static let files: [any FileRule] = [
    UnknownKeyRule(), FurtherDocumentRule(), DuplicateAnnotationRule(), UnknownMergeRule(), UnwritableAnnotationRule(),
    IneffectiveMergeDefaultRule(), IneffectiveDefaultRule(), MissingPolicyRule(), MissingResourceGroupRule(),
    EmptyReferenceRule(), RepeatedReferenceRule(), EmptyGroupRule(), EscapingAlternationRule(),
    HalfAnchoredSelectorRule(), UnreachableSelectorRule(), OverlappingOperationsRule(), SlashInNameRule(),
    MRNSchemeRule(), MRNKindRule(), MixedNamespacesRule(),
  ]

  /// Those that look at all of them together.
  public static let all: [any DomainRule] = [
    UnusedPolicyRule(), UnusedLibraryRule(), UnusedRoleRule(), UnusedGroupRule(), UnusedScopeRule(),
    UnusedResourceGroupRule(), ShadowedEntityRule(), RepeatedDomainNameRule(), SeveralDefaultGroupsRule(),
    MissingDefaultGroupRule(), MissingOperationRule(), MixedResultTypesRule(), SeveralMappersRule(),
    AmbiguousOperationRule(), ShadowedResourceRule(), UnknownMRNRule(), UnmatchedPatternRule(),
  ]
}
