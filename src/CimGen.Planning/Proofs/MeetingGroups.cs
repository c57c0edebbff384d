using CimGen.Machines.Effects;
using CimGen.Machines.Images;

namespace CimGen.Planning.Proofs;

/// <summary>The multicast groups, and who has not come to a load of its group.</summary>
/// <param name="waiting">The effect that each core waits for.</param>
internal sealed class MeetingGroups(MachineImage image, Effect?[] waiting)
{
    private readonly Dictionary<(int Core, bool ForInputs), MulticastGroup> _groups = ByCore(image);

    /// <summary>The group whose members load together with a core; null when it is in none.</summary>
    public MulticastGroup? Of(int core, in Effect e) => _groups.GetValueOrDefault((core, e.IntoInput));

    /// <summary>The cores of a group that have not come to the load.</summary>
    public IEnumerable<int> Missing(MulticastGroup group, Effect e) =>
        group.Cores.Where(c => waiting[c] is not { Kind: EffectKind.Meet } other || other.IntoInput != e.IntoInput);

    private static Dictionary<(int Core, bool ForInputs), MulticastGroup> ByCore(MachineImage image)
    {
        var groups = new Dictionary<(int Core, bool ForInputs), MulticastGroup>();
        foreach (var group in image.MulticastGroups)
        {
            foreach (var core in group.Cores)
            {
                groups[(core, group.ForInputs)] = group;
            }
        }

        return groups;
    }
}
