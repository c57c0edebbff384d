using CimGen.Microcode.Build;

namespace CimGen.Microcode.Tests;

public class RepetitionTests
{
    [Theory]
    [InlineData("aaaa", "a4")]
    [InlineData("abbbbc", "a1 b4 c1")]
    [InlineData("xababab", "x1 ab3")]
    [InlineData("aabaabaab", "aab3")]
    [InlineData("abcd", "a1 b1 c1 d1")]
    [InlineData("abababx", "ab3 x1")]
    [InlineData("", "")]
    public void WhatComesAgainIsALoop(string sequence, string loops) => Assert.Equal(
        loops, string.Join(' ', Repetition.Of(sequence.Length, (a, b) => sequence[a] == sequence[b]).Select(r => $"{sequence.Substring(r.First, r.Period)}{r.Count}")));

    /// <summary>The rounds of all pieces, one after another, are the sequence.</summary>
    [Fact]
    public void NothingIsLost()
    {
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var sequence = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => (char)('a' + random.Next(2))));
            var unrolled = Repetition.Of(sequence.Length, (a, b) => sequence[a] == sequence[b]).SelectMany(r => Enumerable.Repeat(sequence.Substring(r.First, r.Period), r.Count));
            Assert.Equal(sequence, string.Concat(unrolled));
        }
    }
}
