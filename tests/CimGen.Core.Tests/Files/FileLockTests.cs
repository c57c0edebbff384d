using CimGen.Core.Files;

namespace CimGen.Core.Tests.Files;

public sealed class FileLockTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("cimgen-core-").FullName;

    private string Lock => Path.Combine(_root, "lock");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OneHolderAtATime(bool temporary)
    {
        using (FileLock.Take(Lock, temporary))
        {
            Assert.Null(FileLock.Take(Lock, temporary));
        }

        Assert.Equal(!temporary, File.Exists(Lock));
        using var again = FileLock.Take(Lock, temporary);
        Assert.NotNull(again);
    }

    /// <summary>Whoever opened the file before its owner deleted it must not take it for the lock of those who come later.</summary>
    [Fact]
    public void ATemporaryLockHasOneHolderAtATime()
    {
        var (holders, taken) = (0, 0);
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (var i = 0; i < 500; i++)
            {
                using var claim = FileLock.Take(Lock, temporary: true);
                if (claim is not null)
                {
                    Assert.Equal(1, Interlocked.Increment(ref holders));
                    Interlocked.Increment(ref taken);
                    Interlocked.Decrement(ref holders);
                }
            }
        });
        Assert.True(taken >= 500);
        Assert.False(File.Exists(Lock));
    }

    [Fact]
    public void WithoutAFolderThereIsNoLock() => Assert.Throws<DirectoryNotFoundException>(() => FileLock.Take(Path.Combine(_root, "none/lock")));

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
