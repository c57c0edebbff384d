namespace CimGen.Fuzz.Mutation;

/// <summary>Faults of files as such: flipped, lost, repeated and foreign bytes.</summary>
internal static class ByteMutator
{
    public static byte[] Mutate(Random random, byte[] file)
    {
        var bytes = file.ToList();
        for (var i = random.Next(1, 4); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 1 + (1 << random.Next(8))), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.InsertRange(at, Enumerable.Range(0, length).Select(_ => (byte)random.Next(256)));
                    break;
                case 5:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    Enumerable.Range(at, length).ToList().ForEach(p => bytes[p] = random.Next(2) == 0 ? (byte)0 : (byte)255);
                    break;
            }
        }

        return [.. bytes];
    }
}
