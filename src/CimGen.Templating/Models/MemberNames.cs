using System.Text;

namespace CimGen.Templating.Models;

/// <summary>The names that templates use for C# members: Scriban's standard renamer.</summary>
public static class MemberNames
{
    /// <summary><c>MvmCycles</c> becomes <c>mvm_cycles</c>; a run of capitals counts as one word: <c>AXIPort</c> is <c>axiport</c>.</summary>
    public static string ToTemplate(string member)
    {
        var name = new StringBuilder(member.Length + 4);
        for (var i = 0; i < member.Length; i++)
        {
            var startsWord = i > 0 && char.IsUpper(member[i]) && !char.IsUpper(member[i - 1]);
            if (startsWord)
            {
                name.Append('_');
            }

            name.Append(char.IsUpper(member[i]) ? char.ToLowerInvariant(member[i]) : member[i]);
        }

        return name.ToString();
    }
}
