using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Templating.Builtin.Syntax;

/// <summary>A parsed template: nodes are rendered in order.</summary>
internal sealed record ParsedTemplate(ImmutableArray<Node> Body);

/// <summary>A piece of a template that writes text.</summary>
internal abstract record Node(SourceLocation Location);

internal sealed record TextNode(string Text, SourceLocation Location) : Node(Location);

/// <summary><c>{{ expression }}</c></summary>
internal sealed record OutputNode(Expression Value, SourceLocation Location) : Node(Location);

/// <summary><c>{{ include 'name' }}</c></summary>
internal sealed record IncludeNode(string Name, SourceLocation Location) : Node(Location);

/// <summary><c>{{ for variable in list }} body {{ end }}</c></summary>
internal sealed record ForNode(string Variable, Expression List, ImmutableArray<Node> Body, SourceLocation Location) : Node(Location);

/// <summary><c>{{ if condition }} body {{ else if ... }} ... {{ else }} otherwise {{ end }}</c></summary>
internal sealed record IfNode(ImmutableArray<Branch> Branches, ImmutableArray<Node> Otherwise, SourceLocation Location) : Node(Location);

internal sealed record Branch(Expression Condition, ImmutableArray<Node> Body);

/// <summary>Something with a value. A binary operator is located at the operator, all else at its first character.</summary>
internal abstract record Expression(SourceLocation Location);

/// <param name="Value">long, string, bool or null.</param>
internal sealed record LiteralExpression(object? Value, SourceLocation Location) : Expression(Location);

internal sealed record VariableExpression(string Name, SourceLocation Location) : Expression(Location);

/// <param name="Location">Of the member's name.</param>
internal sealed record MemberExpression(Expression Target, string Name, SourceLocation Location) : Expression(Location);

/// <param name="Operator"><c>!</c> or <c>-</c>.</param>
internal sealed record UnaryExpression(string Operator, Expression Operand, SourceLocation Location) : Expression(Location);

internal sealed record BinaryExpression(Expression Left, string Operator, Expression Right, SourceLocation Location) : Expression(Location);

/// <summary><c>piped | function argument ...</c></summary>
/// <param name="Location">Of the function's name.</param>
internal sealed record CallExpression(string Function, Expression Piped, ImmutableArray<Expression> Arguments, SourceLocation Location)
    : Expression(Location);
