/// The families of built-ins, one line each.
enum StandardBuiltins {
  static let all: [Builtin] =
    Comparison.all
    + Arithmetic.all
    + Aggregates.all
    + Arrays.all
    + Sets.all
    + Objects.all
    + Strings.all
    + StringTrimming.all
    + [Sprintf.builtin, Replacer.builtin, TemplateRunner.builtin]
    + Types.all
    + Encoding.all
    + JSONText.all
    + JSONSchemaBuiltins.all
    + Regex.all
    + Glob.all
    + Bits.all
    + Semver.all
    + Times.all
    + Units.all
    + UUIDs.all
    + Networks.all
    + Graph.all
    + DocumentPaths.all
    + JSONPatch.all
    + Output.all
    + ModuleParsing.all
    + Numbers.all
    + GraphQL.all
    + URIs.all
}
