using System.Globalization;
using System.Text.RegularExpressions;
using CimGen.Machines;
using CimGen.Machines.Images;

namespace CimGen.Rtl.Tests;

/// <summary>The wires of links and multicast groups are those of the schedule, and nothing else depends on them.</summary>
public sealed class ConnectionTests
{
    private static readonly Architecture Connected = TestMachines.Small with { Ifm = IfmDelivery.Multicast, PartialSums = PartialSumPath.Forward };

    [Fact]
    public void EveryLinkHasItsWordsInOneDirectionAndItsCreditsInTheOther()
    {
        var text = Generated.Files(Connected)["rtl/cim_tile.v"];
        var links = TestMachines.Links.OrderBy(l => l.To).Select(l => (l.From, l.To));
        Assert.Equal(links, Numbers(text, @"assign receive_valid\[(?<to>\d+)\] = send_valid\[(?<from>\d+)\];"));
        Assert.Equal(links, Numbers(text, @"assign receive_data\[(?<to>\d+)\] += send_data\[(?<from>\d+)\];"));
        Assert.Equal(links, Numbers(text, @"assign send_credit\[(?<from>\d+)\] = receive_credit\[(?<to>\d+)\];").OrderBy(l => l.To));

        // Core 3 has none.
        Assert.Equal(3, Regex.Count(text, @"assign (receive_valid|receive_data|send_credit)\[3\] += (1'b0|\{BUS_BYTES\*8\{1'b0\}\});"));
    }

    [Fact]
    public void EveryGroupWaitsForItsMembersAndServesThem()
    {
        var text = Generated.Files(Connected)["rtl/cim_load_groups.v"];
        foreach (var (index, group) in Generated.Small(Connected).Groups.Index())
        {
            var request = group.ForInputs ? "input_req_i" : "buffer_req_i";
            Has($"assign met[{index}] = &{{ {string.Join(", ", group.Cores.Select(c => $"{request}[{c}]"))} }};");
            Has($"assign granted[{index}] = bus_rgnt_i[{group.Cores[0]}];");
            Has($"assign arrives[{index}] = bus_rvalid_i[{group.Cores[0]}] && active_q[{index}];");
        }

        // Core 0 is the first of both groups, 1 joins one, 2 the other, 3 none.
        Has("assign bus_rreq_o[0] = rreq_i[0] || request_q[0] || request_q[1];");
        Has("assign rjoin_o[0] = 1'b0;");
        Has("assign rvalid_o[0] = bus_rvalid_i[0];");
        Has("assign bus_rreq_o[1] = rreq_i[1];");
        Has("assign rjoin_o[1] = joins[1];");
        Has("assign rvalid_o[1] = bus_rvalid_i[1] || arrives[1];");
        Has("assign rjoin_o[2] = joins[0];");
        Has("assign rvalid_o[2] = bus_rvalid_i[2] || arrives[0];");
        Has("assign bus_rreq_o[3] = rreq_i[3];");
        Has("assign rjoin_o[3] = 1'b0;");
        Has("assign rvalid_o[3] = bus_rvalid_i[3];");

        void Has(string line) => Assert.Single(text.Split('\n'), l => l == "  " + line);
    }

    /// <summary>New modules apart; the spec hash stands in every header and in one register.</summary>
    [Theory]
    [InlineData(IfmDelivery.Unicast, PartialSumPath.Forward, "cim_core cim_gpeu cim_links cim_tile", "cim_link_receiver cim_link_sender")]
    [InlineData(IfmDelivery.Multicast, PartialSumPath.Memory, "cim_controller cim_core cim_load_groups cim_lsu", "")]
    public void AFeatureChangesItsModulesAlone(IfmDelivery ifm, PartialSumPath partialSums, string changed, string added)
    {
        var before = Bodies(Generated.Files(TestMachines.Small));
        var after = Bodies(Generated.Files(TestMachines.Small with { Ifm = ifm, PartialSums = partialSums }));
        Assert.Equal(changed.Split(' '), before.Where(f => after[f.Key] != f.Value).Select(f => f.Key).Order(StringComparer.Ordinal));
        Assert.Equal(added.Split(' ', StringSplitOptions.RemoveEmptyEntries), after.Keys.Except(before.Keys).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AnotherConnectionChangesItsLinesAlone()
    {
        var wiring = Generated.Small(Connected);
        var before = Bodies(Generated.Files(Connected));
        var otherLinks = Bodies(Generated.Files(Connected, wiring: wiring with { Links = [.. wiring.Links.SkipLast(1).Append(new LinkEdge(2, 3))] }));
        var otherGroups = Bodies(Generated.Files(Connected, wiring: wiring with { Groups = [wiring.Groups[0] with { Cores = [0, 3] }, wiring.Groups[1]] }));
        Assert.Equal(["cim_tile"], before.Where(f => otherLinks[f.Key] != f.Value).Select(f => f.Key));
        Assert.Equal(["cim_load_groups"], before.Where(f => otherGroups[f.Key] != f.Value).Select(f => f.Key));

        // The link's words, its data and its credit, on the side of core 0 and on that of core 3, and a comment and a line for each member.
        Assert.Equal(5, Changed(before["cim_tile"], otherLinks["cim_tile"]));
        Assert.Equal(6, Changed(before["cim_load_groups"], otherGroups["cim_load_groups"]));
    }

    /// <summary>Machines without a feature share their bytes, whatever the schedule would connect.</summary>
    [Fact]
    public void ConnectionsThatTheMachineLacksChangeNothing() =>
        Assert.Equal(Generated.Files(TestMachines.Small), Generated.Files(TestMachines.Small, wiring: Wiring.None));

    private static int Changed(string before, string after)
    {
        var (old, text) = (before.Split('\n'), after.Split('\n'));
        Assert.Equal(old.Length, text.Length);
        return old.Zip(text).Count(l => l.First != l.Second);
    }

    /// <summary>Modules without what carries the hash.</summary>
    private static Dictionary<string, string> Bodies(IReadOnlyDictionary<string, string> files) => files
        .Where(f => f.Key.EndsWith(".v", StringComparison.Ordinal))
        .ToDictionary(f => Path.GetFileNameWithoutExtension(f.Key), f => Regex.Replace(f.Value, @"spec hash \w+|REG_DESIGN: .*", ""));

    private static IEnumerable<(int From, int To)> Numbers(string text, string pattern) =>
        Regex.Matches(text, pattern).Select(m => (Number(m, "from"), Number(m, "to")));

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
}
