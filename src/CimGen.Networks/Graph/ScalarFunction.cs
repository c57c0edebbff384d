namespace CimGen.Networks.Graph;

/// <summary>A function of one real number.</summary>
/// <param name="Name">For people: <c>Sigmoid</c>, or the formula that it comes from.</param>
/// <param name="Of">Its values.</param>
public sealed record ScalarFunction(string Name, Func<double, double> Of);
