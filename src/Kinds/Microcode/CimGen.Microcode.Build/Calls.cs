using CimGen.Machines;
using CimGen.Machines.Images;
using CimGen.Microcode.Model;
using CimGen.Planning.Placement;

namespace CimGen.Microcode.Build;

/// <summary>CALLs of one counter of many cores, in a loop for each run of them.</summary>
/// <param name="countRegister">Free, for loops.</param>
/// <param name="targetRegister">Another one.</param>
internal sealed class Calls(ProgramBuilder program, Architecture architecture, int countRegister, int targetRegister)
{
    /// <param name="comment">Of each call.</param>
    public void Emit(IEnumerable<PlaceRun> runs, int counter, string comment)
    {
        foreach (var run in runs)
        {
            var first = architecture.CoreAt(run.First);
            if (run.Stride > 1)
            {
                program.Set(targetRegister, first);
                program.Repeat(
                    countRegister,
                    run.Count,
                    () =>
                    {
                        CallOne(targetRegister, 0);
                        program.Emit(Instruction.Add(targetRegister, targetRegister, run.Stride));
                    },
                    "cores that begin the next layer");
            }
            else
            {
                // The loop counts down to 1, and so do the cores that it calls.
                var (register, target) = run.Count == 1 ? (0, first) : (countRegister, first - 1);
                program.Repeat(countRegister, run.Count, () => CallOne(register, target), "cores of the next layer");
            }
        }

        void CallOne(int register, int target) => program.Emit(Instruction.Call(counter, register, target), TrafficKind.Call, comment);
    }
}
