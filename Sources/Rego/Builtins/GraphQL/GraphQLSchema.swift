/// The types and directives that a query is checked against.
final class GraphQLSchema {
  var types: [String: GraphQLDefinition] = [:]
  var directives: [String: GraphQLDirectiveDefinition] = [:]
  /// What an object of a type may be, by the type's name.
  var possibleTypes: [String: [GraphQLDefinition]] = [:]
  var query: GraphQLDefinition?
  var mutation: GraphQLDefinition?
  var subscription: GraphQLDefinition?

  func type(of reference: GraphQLType) -> GraphQLDefinition? { types[reference.innermostName] }

  /// The type where operations of a kind start; queries may leave their kind out.
  func root(_ operation: String) -> GraphQLDefinition? {
    switch operation {
    case "query", "": query
    case "mutation": mutation
    case "subscription": subscription
    default: nil
    }
  }

  func setRoot(_ operation: String, _ definition: GraphQLDefinition) {
    switch operation {
    case "query": query = definition
    case "mutation": mutation = definition
    case "subscription": subscription = definition
    default: break
    }
  }
}
