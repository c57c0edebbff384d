using System.Text;
using CimGen.Networks.Onnx.Operators;
using CimGen.Networks.Onnx.Structure;

namespace CimGen.Networks.Onnx;

/// <summary>docs/operators.md, made from the table of operators.</summary>
public static class OperatorManual
{
    /// <summary>Markdown.</summary>
    public static string Text()
    {
        var page = new StringBuilder(
            """
            # Operators of ONNX

            Made by `cimgen operators` from the table that the import uses.

            CimGen reads opsets 7 to 23. An operator or an attribute that this page does not have is refused by name, all of them in one run,
            each with what to do instead. `cimgen import MODEL` tells for a model.

            ## On feature maps

            The second column says what computes an operator on the machine. A table has 256 values, one for each value of the 8-bit input
            ([decision 0033](decisions/0033-table-and-product.md)). Parts of maps are [decision 0034](decisions/0034-parts-of-feature-maps.md).
            What has no feature map among its inputs is computed while the model is read, where the last column says so.

            | operator | becomes | attributes | constants are folded |
            |---|---|---|---|

            """);
        foreach (var o in OperatorTable.Rows.Where(o => o.OnMaps is not null))
        {
            page.Append($"| {o.Name} | {o.Becomes} | {string.Join(", ", o.AttributeNames)} | {(o.OnConstants is null ? "" : "yes")} |\n");
        }

        page.Append(
            $"""

            ## On constants only

            {string.Join(", ", OperatorTable.Rows.Where(o => o.OnMaps is null).Select(o => o.Name))}.

            ## On integers

            Quantized models have QuantizeLinear and DequantizeLinear around operators on real numbers, or these, which are read as if they had
            ([decision 0035](decisions/0035-quantized-models.md)): {string.Join(", ", IntegerOperators.Names)}.

            """);
        return page.ToString();
    }
}
