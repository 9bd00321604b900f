/// The rules about Rego, by category.
public enum RegoRules {
  public static let all: [any RegoRule] = decisions + mappers + safety + bugs + performance + imports + style

  private static let decisions: [any RegoRule] = [
    WrongResultType(), MissingAllow(), NoDefaultAllow(), CannotGrant(), CannotDeny(), ConstantPolicy(),
    GrantsByDefault(), UndefinedInput(),
  ]

  private static let mappers: [any RegoRule] = [
    MissingPorc(), IncompletePorc(), RolesAsString(), InputInContext(), UndefinedWithoutToken(),
  ]

  private static let safety: [any RegoRule] = [
    NetworkBuiltin(), NondeterministicBuiltin(), RegexFromInput(), UnanchoredRegex(), RegexAlternation(),
    UnverifiedToken(), SecretInText(), UnboundedWalk(), WeakDigest(),
  ]

  private static let bugs: [any RegoRule] = [
    RuleShadowsBuiltin(), VarShadowsBuiltin(), RuleNamedKeyword(), DeprecatedBuiltin(), ConstantCondition(),
    NotEqualsInLoop(), ImpossibleNot(), SetAsCondition(), InconsistentArguments(), SprintfArguments(), TimeNowTwice(),
    ZeroArityFunction(), UnassignedResult(), TopLevelIteration(), DuplicateRule(), RuleAssignsDefault(), IfObject(),
    ImpossibleComparison(), CaseMismatch(), DuplicateKey(), ConflictingRules(),
  ]

  private static let performance: [any RegoRule] = [
    WithInPolicy(), CountOfComprehension(), UseStringsCount(), UseUnionOfMany(), NonLoopCondition(),
  ]

  private static let imports: [any RegoRule] = [
    ImportInput(), PointlessImport(), RedundantAlias(), ImportShadowsImport(), ImportShadowsBuiltin(),
    ImportShadowsRule(), UnusedImport(), ImportAfterRule(), ImportRegoV1(),
  ]

  private static let style: [any RegoRule] = [
    UseAssignmentOperator(), RedundantTrue(), UnificationInBody(), BooleanComparison(), YodaCondition(),
    DoubleNegative(), TodoComment(), CommentSpacing(), TrailingWhitespace(), MixedIndentation(), LineLength(),
    NonRawRegexPattern(), UnusedOutputVariable(), UnusedArgument(), TrailingDefaultRule(), MessyRule(),
    ChainedRuleBody(), FunctionReadsInput(), LeakedInternalReference(), PrintLeftOver(), UseInOperator(),
    UnnecessarySome(), RedundantExistenceCheck(), DefaultOverElse(), DefaultOverNot(), PointlessReassignment(),
    ComprehensionAssignment(), WildcardKey(), SingleItemIn(), SnakeCase(), RuleLength(), NeedlessObjectGet(),
    UnconditionalAssignment(), WalkNoPath(),
  ]
}
