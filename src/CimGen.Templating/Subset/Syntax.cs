using System.Collections.Immutable;
using CimGen.Core.Diagnostics;

namespace CimGen.Templating.Subset;

internal abstract record Node(SourceLocation At);

internal sealed record TextNode(SourceLocation At, string Text) : Node(At);

internal sealed record OutputNode(SourceLocation At, Expression Value) : Node(At);

internal sealed record ForNode(SourceLocation At, string Variable, Expression Items, ImmutableArray<Node> Body) : Node(At);

internal sealed record IfNode(SourceLocation At, ImmutableArray<(Expression Condition, ImmutableArray<Node> Body)> Branches, ImmutableArray<Node> Otherwise) : Node(At);

internal sealed record IncludeNode(SourceLocation At, string Name) : Node(At);

internal abstract record Expression(SourceLocation At);

internal sealed record Literal(SourceLocation At, object Value) : Expression(At);

internal sealed record Name(SourceLocation At, string Text) : Expression(At);

internal sealed record Member(SourceLocation At, Expression Owner, string Text) : Expression(At);

internal sealed record Not(SourceLocation At, Expression Operand) : Expression(At);

internal sealed record Binary(SourceLocation At, string Operator, Expression Left, Expression Right) : Expression(At);

internal sealed record Call(SourceLocation At, string Function, ImmutableArray<Expression> Arguments) : Expression(At);
